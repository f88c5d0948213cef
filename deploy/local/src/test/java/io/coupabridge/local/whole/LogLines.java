package io.coupabridge.local.whole;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of a service's log, by the tenants that they are marked with and those that they tell of. */
final class LogLines {

    private static final Pattern START = Pattern.compile("^\\d{4}-\\S+ +[A-Z]+ +\\[[^]]*] tenant=(\\S*) ");

    private final List<String> strays = new ArrayList<>();
    private final Set<String> told = new TreeSet<>();

    LogLines(String log, Ownership ownership) {
        String tenant = "";
        for (String line : log.lines().toList()) {
            Matcher start = START.matcher(line);
            String text = line;
            if (start.find()) {
                tenant = start.group(1);
                text = line.substring(start.end());
            }
            Set<String> named = ownership.named(text);
            if (!tenant.isEmpty()) {
                told.addAll(named);
            }
            if (tenant.isEmpty() ? named.size() > 1 : !Set.of(tenant).containsAll(named)) {
                strays.add(line);
            }
        }
    }

    /** Those that tell of another tenant than they are marked with, or of several. */
    List<String> strays() {
        return strays;
    }

    /** The tenants of whom marked lines tell. */
    Set<String> told() {
        return told;
    }
}
