package io.coupabridge.simulator.data;

/** Makes the expense lines of an instance, from the seed and the id alone. */
final class LineGenerator {

    final Mix mix;
    final IdSpace lines;
    final IdSpace reports;
    final ReportLayout layout;
    final ExpenseTimes times;
    final ReportGenerator reportGenerator;
    final UserGenerator users;
    final int walletPermille;

    LineGenerator(
            Mix mix,
            IdSpace lines,
            IdSpace reports,
            ReportLayout layout,
            ExpenseTimes times,
            ReportGenerator reportGenerator,
            UserGenerator users,
            int walletPermille) {
        this.mix = mix;
        this.lines = lines;
        this.reports = reports;
        this.layout = layout;
        this.times = times;
        this.reportGenerator = reportGenerator;
        this.users = users;
        this.walletPermille = walletPermille;
    }

    GeneratedLine line(long id) {
        int index = lines.indexOf(id);
        return new GeneratedLine(this, id, index >= 0 ? index : lines.positionOf(id), index >= 0);
    }

    GeneratedLine at(int position) {
        return new GeneratedLine(this, lines.idAt(position), position, true);
    }

    long updatedAt(long id) {
        return times.updatedAt(lines.positionOf(id));
    }
}
