package io.coupabridge.console.page;

import io.quarkus.qute.TemplateExtension;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How pages show times, numbers and codes. */
@TemplateExtension
final class Display {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Display() {}

    /** Such as {@code 2026-12-01 10:00:00 UTC}. */
    static String shown(Instant instant) {
        return TIME.format(instant);
    }

    static String shown(Long number) {
        return NumberFormat.getIntegerInstance(Locale.ROOT).format(number);
    }

    /** Such as {@code 2 h 5 min}: the two largest units. */
    static String shown(Duration time) {
        if (time.toDays() > 0) {
            return time.toDays() + " d " + time.toHoursPart() + " h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : Math.max(0, time.toSeconds()) + " s";
    }

    /** A code as words: {@code SCOPE_MISSING} becomes {@code scope missing}. */
    static String words(String code) {
        return code.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Fit for the query of a URL. */
    static String urlEncoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A code as the name of a style. */
    static String style(String code) {
        return code.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "-");
    }
}
