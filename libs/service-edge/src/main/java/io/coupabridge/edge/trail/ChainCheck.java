package io.coupabridge.edge.trail;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Follows the chains of an export line by line, and says where one is broken. Used by one thread. */
final class ChainCheck {

    private final Map<String, List<Anchor>> earlier;
    private final Set<String> met = new HashSet<>();
    private final List<String> faults = new ArrayList<>();
    private final List<TrailEntry> unnamed = new ArrayList<>();
    private TrailEntry last;
    private boolean broken;
    private long entries;
    private long tenants;
    private ExportLine.End end;
    private final List<Fault> onlyIfComplete = new ArrayList<>();

    private record Fault(String text) {}

    /** @param earlier anchors of earlier exports, and where these ended, by tenant */
    ChainCheck(Map<String, List<Anchor>> earlier) {
        this.earlier = earlier;
    }

    void accept(ExportLine line) {
        if (end != null) {
            fault("There are lines behind the export's end.");
        } else if (line.entry() != null) {
            accept(line.entry());
        } else if (line.anchor() != null) {
            accept(line.anchor());
        } else if (line.end() != null) {
            accept(line.end());
        }
    }

    /** @return a sentence for each fault; empty when every chain is whole */
    List<String> finish() {
        if (end == null) {
            fault("The export has no end: it broke off, or was cut off.");
        }
        if (end != null && end.complete()) {
            onlyIfComplete.forEach(fault -> faults.add(fault.text()));
            earlier.keySet().stream()
                    .filter(tenant -> end.tenant() == null || end.tenant().equals(tenant))
                    .filter(tenant -> !met.contains(tenant))
                    .forEach(tenant -> fault("The trail of tenant " + tenant + " is gone. An earlier export had it."));
        }
        return List.copyOf(faults);
    }

    long entries() {
        return entries;
    }

    long tenants() {
        return tenants;
    }

    private void accept(TrailEntry entry) {
        entries++;
        boolean begins = last == null || !last.tenant().equals(entry.tenant());
        if (begins) {
            begin(entry);
        }
        if (!broken) {
            String fault = fault(entry, begins);
            if (fault != null) {
                broken = true;
                fault("Entry " + entry.position() + " of tenant " + entry.tenant() + " breaks the chain: " + fault);
            }
        }
        lookAtOrigin(entry);
        last = entry;
    }

    private void begin(TrailEntry entry) {
        if (last != null) {
            fault("The trail of tenant " + last.tenant() + " has no anchor behind its last entry.");
        }
        broken = false;
        unnamed.clear();
        if (entry.position() != 1) {
            onlyIfComplete.add(new Fault("Entry " + entry.position() + " of tenant " + entry.tenant()
                    + " breaks the chain: it is the first of its trail, so entries before it are missing."));
        }
    }

    /** @return null when there is none */
    private String fault(TrailEntry entry, boolean begins) {
        if (!begins && entry.position() != last.position() + 1) {
            return "it follows entry " + last.position() + ", so entries between them are missing.";
        }
        if (!begins && !entry.previous().equals(last.hash())) {
            return "it does not hold the hash of the entry before.";
        }
        if (entry.position() == 1 && !entry.previous().equals(TrailEntry.START)) {
            return "it is the first, and holds the hash of an entry before.";
        }
        if (!entry.computedHash().equals(entry.hash())) {
            return "its hash is not that of what it says.";
        }
        boolean otherBehind = begins
                && earlier.getOrDefault(entry.tenant(), List.of()).stream()
                        .anyMatch(anchor -> anchor.position() == entry.position() - 1
                                && !anchor.hash().equals(entry.previous()));
        if (otherBehind) {
            return "an earlier export had another entry before it.";
        }
        boolean otherThanBefore = earlier.getOrDefault(entry.tenant(), List.of()).stream()
                .anyMatch(anchor ->
                        anchor.position() == entry.position() && !anchor.hash().equals(entry.hash()));
        return otherThanBefore ? "an earlier export had another entry at its position." : null;
    }

    private void lookAtOrigin(TrailEntry entry) {
        if (entry.origin() != null && !entry.origin().hash().equals(entry.originHash())) {
            fault("Entry " + entry.position() + " of tenant " + entry.tenant()
                    + " names somebody else than the one who acted.");
        }
        if (entry.origin() == null && entry.originHash() != null) {
            unnamed.add(entry);
        }
        if (entry.action().equals(Trail.ORIGINS_ERASED)) {
            // the chain says that they were erased
            long upTo = Long.parseLong(entry.detail().getOrDefault(Trail.UP_TO, Long.toString(entry.position() - 1)));
            unnamed.removeIf(one -> one.position() <= upTo);
        }
    }

    private void accept(Anchor anchor) {
        met.add(anchor.tenant());
        tenants++;
        boolean has = last != null && last.tenant().equals(anchor.tenant());
        long position = has ? last.position() : 0;
        if (position > anchor.position()) {
            fault("The trail of tenant " + anchor.tenant() + " is longer than its anchor says.");
        } else if (position < anchor.position()) {
            onlyIfComplete.add(new Fault("The trail of tenant " + anchor.tenant() + " was cut off behind entry "
                    + position + ". It should have " + anchor.position() + "."));
        } else if (!last.hash().equals(anchor.hash())) {
            fault("The last entry of tenant " + anchor.tenant() + " is not the one that its anchor names.");
        }
        earlier.getOrDefault(anchor.tenant(), List.of()).stream()
                .filter(old -> old.position() > anchor.position())
                .findFirst()
                .ifPresent(old -> fault("The trail of tenant " + anchor.tenant() + " was cut off behind entry "
                        + anchor.position() + ". An earlier export had " + old.position() + "."));
        unnamed.forEach(entry -> onlyIfComplete.add(new Fault("Entry " + entry.position() + " of tenant "
                + entry.tenant() + " does not say who acted, and no entry says that this was erased.")));
        unnamed.clear();
        last = null;
    }

    private void accept(ExportLine.End given) {
        if (last != null) {
            fault("The trail of tenant " + last.tenant() + " has no anchor behind its last entry.");
        }
        if (given.entries() != entries) {
            fault("The export should have " + given.entries() + " entries and has " + entries + ".");
        }
        end = given;
    }

    private void fault(String text) {
        faults.add(text);
    }
}
