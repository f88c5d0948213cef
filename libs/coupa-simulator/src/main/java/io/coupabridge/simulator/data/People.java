package io.coupabridge.simulator.data;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;

/** Invented people: given and family names of many cultures, and what becomes of them in a login. */
final class People {

    private static final String[] GIVEN = {
        "Mina",
        "Tomás",
        "Aïcha",
        "Jürgen",
        "Siobhán",
        "Łukasz",
        "Željko",
        "Søren",
        "Nguyễn",
        "Priya",
        "Olumide",
        "Yuki",
        "Min-jun",
        "Fatima",
        "José",
        "Chloë",
        "Dmitri",
        "Ana",
        "Rasmus",
        "Leila",
        "Kwame",
        "Ingrid",
        "Mateo",
        "Zoë",
        "Ahmed",
        "Hiroshi",
        "Björk",
        "Oisín",
        "Noor",
        "Carlos",
        "Élodie",
        "Jan",
        "Thandiwe",
        "Raj",
        "Mei",
        "Giulia",
        "Pavel",
        "Sara",
        "Emre",
        "Ayşe",
        "Grace",
        "Daniel",
        "Ruth",
        "Liam",
        "Olivia",
        "Noah",
        "Emma",
        "Lucas",
        "Sofía",
        "Marek",
        "Hanna",
        "Viktor",
        "Nadia",
        "Omar",
        "Linh",
        "Paulo",
        "Beatriz",
        "Kaito",
        "Anneli",
        "Xoán",
        "Ngozi",
        "Tariq",
        "Ewa",
        "Bruno",
        "Catherine",
        "Wei",
        "Jasmine",
        "Arjun",
        "Freya",
        "Hugo",
        "Amélie",
        "Ivan",
        "Marta",
        "Stefan",
        "Ines",
        "Gareth",
        "Megan",
        "Tadhg",
        "Astrid",
        "Kofi",
        "李娜",
        "浩",
        "Мария",
        "Νίκος"
    };
    private static final String[] FAMILY = {
        "Okafor",
        "Brandt",
        "O'Neill",
        "García-López",
        "Müller",
        "Nowak",
        "Horvat",
        "Sørensen",
        "Trần",
        "Sharma",
        "Adeyemi",
        "Tanaka",
        "Kim",
        "Al-Farsi",
        "Fernández",
        "Dubois",
        "Ivanov",
        "Pereira",
        "Lindqvist",
        "Hosseini",
        "Mensah",
        "Haugen",
        "Rossi",
        "van der Berg",
        "Hassan",
        "Sato",
        "Jónsdóttir",
        "Murphy",
        "Rahman",
        "Silva",
        "Lefèvre",
        "de Vries",
        "Dlamini",
        "Patel",
        "Chen",
        "Bianchi",
        "Novák",
        "Johansson",
        "Yılmaz",
        "Demir",
        "Smith",
        "Jones",
        "Taylor",
        "Brown",
        "Williams",
        "Wilson",
        "Evans",
        "Thomas",
        "Roberts",
        "Walker",
        "Wright",
        "Robinson",
        "Nguyen",
        "Martínez",
        "Szabó",
        "Popescu",
        "Kovač",
        "Andersen",
        "Virtanen",
        "Kowalczyk",
        "Ruiz",
        "Costa",
        "Weber",
        "Fischer",
        "Moreau",
        "Laurent",
        "Gruber",
        "Eriksson",
        "Ó Briain",
        "Ndiaye",
        "Abdi",
        "Khan",
        "Singh",
        "Gupta",
        "Wang",
        "Zhang",
        "山本",
        "Παπαδόπουλος",
        "Петрова",
        "Ferreira",
        "D'Angelo",
        "Steiner",
        "Çelik"
    };
    private static final Map<String, String> LATIN = Map.of(
            "李娜",
            "lina",
            "浩",
            "hiroshi",
            "Мария",
            "maria",
            "Νίκος",
            "nikos",
            "山本",
            "yamamoto",
            "Παπαδόπουλος",
            "papadopoulos",
            "Петрова",
            "petrova",
            "Łukasz",
            "lukasz",
            "Søren",
            "soren");
    private static final String[] GIVEN_LATIN = latin(GIVEN);
    private static final String[] FAMILY_LATIN = latin(FAMILY);

    private final Mix mix;

    People(Mix mix) {
        this.mix = mix;
    }

    String given(long id) {
        return mix.pick(id, 101, GIVEN);
    }

    String family(long id) {
        return mix.pick(id, 102, FAMILY);
    }

    /** {@code mina.okafor4127}: latin letters only, unique by its number. */
    String login(long id) {
        return mix.pick(id, 101, GIVEN_LATIN) + '.' + mix.pick(id, 102, FAMILY_LATIN) + id;
    }

    private static String[] latin(String[] names) {
        String[] result = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            String known = LATIN.get(names[i]);
            result[i] = known != null ? known : fold(names[i]);
        }
        return result;
    }

    private static String fold(String name) {
        String spelled =
                name.replace("ø", "o").replace("ł", "l").replace("ı", "i").replace("đ", "d");
        String plain = Normalizer.normalize(spelled, Normalizer.Form.NFD).toLowerCase(Locale.ROOT);
        return plain.replaceAll("[^a-z]", "");
    }
}
