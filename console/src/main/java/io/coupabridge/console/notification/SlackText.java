package io.coupabridge.console.notification;

import io.coupabridge.console.json.Texts;
import java.util.Map;

/** A notice as Slack's incoming webhooks take it, and those of others that do alike. */
final class SlackText {

    private SlackText() {}

    static String of(Notice notice) {
        return Texts.of(
                Map.of("text", escaped("*" + NoticeWords.headline(notice) + "*\n" + NoticeWords.advice(notice))));
    }

    /** These three begin links, mentions and entities. */
    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
