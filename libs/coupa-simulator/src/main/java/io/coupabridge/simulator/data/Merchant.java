package io.coupabridge.simulator.data;

/**
 * Invented card descriptors of vendors: software among what else is bought on expenses.
 *
 * @param low the smallest price in US cents
 * @param high the largest
 */
record Merchant(String descriptor, Category category, int low, int high) {

    private static final Merchant[] SOFTWARE = {
        saas("ATLASSIAN* JIRA", 850, 120_000),
        saas("SLACK T01ABC", 875, 90_000),
        saas("FIGMA MONTHLY", 1_500, 45_000),
        saas("Zoom.us 888-799-9666", 1_599, 30_000),
        saas("NOTION LABS, INC.", 1_000, 40_000),
        saas("GITHUB, INC.", 400, 210_000),
        saas("ADOBE *CREATIVE CLOUD", 2_099, 65_000),
        saas("MSFT * E0400XK2", 600, 250_000),
        saas("GOOGLE *GSUITE_acme", 600, 80_000),
        saas("OPENAI *CHATGPT SUBSCR", 2_000, 60_000),
        saas("DROPBOX*QW34TY", 1_199, 24_000),
        saas("CANVA* I03412-88211", 1_299, 12_000),
        saas("MIRO.COM", 800, 48_000),
        saas("LINEAR.APP", 800, 16_000),
        saas("AIRTABLE.COM/BILL", 2_000, 54_000),
        saas("ASANA.COM", 1_099, 60_000),
        saas("MONDAY.COM", 2_700, 70_000),
        saas("1PASSWORD", 799, 20_000),
        saas("GRAMMARLY CO*R8GX", 1_200, 14_400),
        saas("DOCUSIGN", 1_000, 48_000),
        saas("CALENDLY", 1_000, 19_200),
        saas("LOOM SUBSCRIPTION", 1_250, 15_000),
        saas("PADDLE.NET* SETAPP", 999, 11_988),
        saas("FS *jetbrains", 2_490, 77_900),
        saas("AMZN WEB SERVICES", 100, 900_000),
        saas("DIGITALOCEAN.COM", 500, 96_000),
        saas("CLOUDFLARE", 2_000, 24_000),
        saas("HEROKU* OCT-2331", 700, 50_000),
        saas("SURVEYMONKEY", 2_500, 38_400),
        saas("TRELLO.COM* ATLASSIAN", 500, 12_000),
        saas("LUCID SOFTWARE INC.", 900, 22_000),
        saas("POSTMAN.COM", 1_400, 29_000),
        saas("HUBSPOT IRELAND LTD", 4_500, 120_000),
        saas("MAILCHIMP *MISC", 1_300, 35_000),
        saas("INTERCOM.IO", 7_400, 99_000),
        saas("ZAPIER.COM/CHARGE", 1_999, 59_900),
        saas("SENTRY", 2_600, 48_000),
        saas("DATADOG, INC.", 1_500, 310_000),
        saas("DEEPL SE", 899, 24_900),
        saas("PARALLELS* DESKTOP", 9_999, 14_999)
    };
    private static final Merchant[] ORDINARY = {
        new Merchant("UNITED 0162345678901", Category.AIRFARE, 9_800, 240_000),
        new Merchant("LUFTHANSA AG", Category.AIRFARE, 7_900, 310_000),
        new Merchant("ANA AIR", Category.AIRFARE, 15_000, 280_000),
        new Merchant("RYANAIR 22400G", Category.AIRFARE, 1_999, 28_000),
        new Merchant("UBER *TRIP HELP.UBER.COM", Category.TAXI, 700, 9_900),
        new Merchant("LYFT *RIDE SUN 7PM", Category.TAXI, 800, 8_800),
        new Merchant("日本交通", Category.TAXI, 600, 12_000),
        new Merchant("BOLT.EU/O/2311091832", Category.TAXI, 400, 5_500),
        new Merchant("DB VERTRIEB GMBH", Category.RAIL, 1_290, 21_900),
        new Merchant("TRAINLINE.COM", Category.RAIL, 900, 18_500),
        new Merchant("SNCF WEB MOBILE", Category.RAIL, 1_500, 19_900),
        new Merchant("MARRIOTT 337B4 AUSTIN", Category.LODGING, 14_900, 189_000),
        new Merchant("Hôtel de la Gare", Category.LODGING, 8_900, 92_000),
        new Merchant("AIRBNB * HMXYZ123", Category.LODGING, 9_000, 150_000),
        new Merchant("PREMIER INN LEEDS", Category.LODGING, 6_500, 61_000),
        new Merchant("STARBUCKS STORE 04412", Category.MEALS, 350, 3_200),
        new Merchant("Café Zürich", Category.MEALS, 450, 6_400),
        new Merchant("SQ *TACOS EL PRIMO", Category.MEALS, 800, 7_800),
        new Merchant("TST* BLUE FINCH BISTRO", Category.MEALS, 2_400, 54_000),
        new Merchant("مطعم الواحة", Category.MEALS, 900, 21_000),
        new Merchant("PRET A MANGER 0221", Category.MEALS, 399, 2_600),
        new Merchant("SHELL OIL 57444212309", Category.FUEL, 2_100, 9_400),
        new Merchant("TOTAL ENERGIES", Category.FUEL, 2_500, 10_500),
        new Merchant("HERTZ RENT-A-CAR", Category.CAR_RENTAL, 5_500, 78_000),
        new Merchant("STAPLES 00118273", Category.OFFICE, 399, 24_000),
        new Merchant("AMZN Mktp US*2K4RT0", Category.OFFICE, 599, 58_000),
        new Merchant("VODAFONE", Category.PHONE, 1_500, 9_500),
        new Merchant("FEDEX 398712", Category.POSTAGE, 900, 14_000),
        new Merchant("EVENTBRITE CONF-2231", Category.TRAINING, 4_900, 149_000),
        new Merchant("UDEMY: ONLINE COURSES", Category.TRAINING, 999, 19_900)
    };

    private static Merchant saas(String descriptor, int low, int high) {
        return new Merchant(descriptor, Category.SOFTWARE, low, high);
    }

    /** About a third of all draws is software. */
    static Merchant pick(Mix mix, long subject, int salt) {
        return mix.permille(subject, salt, 350)
                ? mix.pick(subject, salt + 1, SOFTWARE)
                : mix.pick(subject, salt + 1, ORDINARY);
    }
}
