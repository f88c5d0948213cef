package io.coupabridge.simulator.data;

/** What people type into descriptions: mostly a few words, now and then everything that breaks naive programs. */
final class Wording {

    /** The longest description that Coupa takes (coupa-api §5.3). */
    static final int LONGEST = 1_550;

    private static final String[] PLAIN = {
        "Monthly subscription",
        "Team licence, yearly seat — équipe Nord",
        "Client visit",
        "Offsite",
        "Conference",
        "Renewal",
        "Trial that turned into a subscription",
        "Workshop with the Zürich office",
        "Dinner with customer",
        "Replacement for broken cable",
        "Kick-off",
        "Recruiting trip",
        "Design tool for the web team",
        "",
        "Airport transfer",
        "Überstunden-Pizza",
        "On call",
        "Q3 planning",
        "Added two seats",
        "See receipt"
    };
    private static final String[] AWKWARD = {
        "Line one\nline two\r\nline three 🧾🚀 — paid by card",
        "دعوة عشاء مع العميل \u200F(الرياض)\u200E RTL",
        "=HYPERLINK(\"http://example.test\",\"click\")",
        "👩‍💻👨‍👩‍👧‍👦 emoji family, flag 🏴󠁧󠁢󠁳󠁣󠁴󠁿 and a lone combining e\u0301",
        "tab\there, quote \" backslash \\ and </script><b>markup</b>",
        "NUL\u0000inside",
        "' OR '1'='1'; -- \u2028 line separator",
        "   blanks around   "
    };
    private static final String[] REASONS = {"", "", "", "Customer project", "Team cost", "Approved by manager"};

    private final Mix mix;
    private final int awkwardPermille;

    Wording(Mix mix, int awkwardPermille) {
        this.mix = mix;
        this.awkwardPermille = awkwardPermille;
    }

    /** May be null or empty. */
    String description(long id) {
        if (mix.permille(id, 301, 60)) {
            return null;
        }
        if (mix.permille(id, 302, awkwardPermille)) {
            return mix.permille(id, 303, 100) ? longest(id) : mix.pick(id, 304, AWKWARD);
        }
        return mix.pick(id, 305, PLAIN);
    }

    String reason(long id) {
        return mix.pick(id, 306, REASONS);
    }

    private String longest(long id) {
        String piece = "Receipt " + id + " 📎 naïve façade – последний вариант; ";
        String text = piece.repeat(LONGEST / piece.length() + 1);
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return text.substring(0, end);
    }
}
