package io.coupabridge.edge.database;

import io.coupabridge.edge.doctor.Examination;
import io.coupabridge.edge.doctor.Findings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;

/** Whether a database can be worked with: its server, the role that works there, and its tables. */
final class DatabaseExamination implements Examination {

    private final String name;
    private final String setting;
    private final DataSource work;
    private final Schema schema;
    private final boolean oneRole;
    private final Clock clock;

    /** Asks which migrations a database has. */
    interface Schema {
        MigrationInfoService ask() throws SQLException;
    }

    /**
     * @param name of the database in the report
     * @param setting under which its login stands, such as {@code quarkus.datasource}
     * @param oneRole whether the role that works may own tables
     */
    DatabaseExamination(String name, String setting, DataSource work, Schema schema, boolean oneRole, Clock clock) {
        this.name = name;
        this.setting = setting;
        this.work = work;
        this.schema = schema;
        this.oneRole = oneRole;
        this.clock = clock;
    }

    @Override
    public String about() {
        return "database " + name;
    }

    @Override
    public void examine(Findings findings) {
        try {
            DatabaseFacts facts = facts();
            facts.judge("The database " + name, findings);
            judge(WorkRole.of(work), findings);
            judge(schema.ask(), findings);
        } catch (SQLException | FlywayException e) {
            findings.mend(
                    "The database " + name + " does not answer (" + e.getClass().getSimpleName() + ").",
                    "Look whether it is up, whether its connections are all in use, and at URL and login in " + setting
                            + ".");
        }
    }

    private DatabaseFacts facts() throws SQLException {
        try (Connection connection = work.getConnection()) {
            return DatabaseFacts.of(connection, clock);
        }
    }

    private void judge(WorkRole role, Findings findings) {
        if (role.superuser()) {
            findings.mend(
                    "The role " + role.name() + " works in the database " + name + " and is a superuser.",
                    "Name a role in " + setting + ".username that only works, as docs/operate.md says under roles.");
        } else if (!oneRole && (role.owns() || role.createsTables())) {
            findings.mend(
                    "The role " + role.name() + " works in the database " + name + " and may change its tables.",
                    "Separate the roles, as docs/operate.md says, or set coupabridge.start.one-database-role=true.");
        }
    }

    private void judge(MigrationInfoService migrations, Findings findings) {
        boolean newer = Databases.isNewer(migrations);
        Stream.of(migrations.pending())
                .filter(MigrationInfo::isVersioned)
                .findFirst()
                .ifPresent(each -> findings.mend(
                        "The tables of the database " + name + " are older than this version: " + each.getScript()
                                + " is missing.",
                        "Migrate first with the owner's login, as docs/operate.md says."));
        if (newer) {
            findings.note(
                    "The tables of the database " + name + " are newer than this version.",
                    "Finish the update of this service, or go on if you went back on purpose.");
        }
        MigrationInfo current = migrations.current();
        findings.seen("The tables are at migration "
                + (current == null || current.getVersion() == null ? "none" : current.getVersion()) + ".");
    }
}
