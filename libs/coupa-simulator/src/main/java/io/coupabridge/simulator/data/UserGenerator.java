package io.coupabridge.simulator.data;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Computes what the users of an instance are like, from the seed and the id alone. */
final class UserGenerator {

    static final List<String> LICENCES = List.of(
            "purchasing-user",
            "expense-user",
            "sourcing-user",
            "inventory-user",
            "contracts-user",
            "analytics-user",
            "aic-user",
            "spend-guard-user",
            "ccw-user",
            "clm-advanced-user",
            "supply-chain-user",
            "risk-assess-user",
            "travel-user",
            "treasury-user",
            "invoicing-user",
            "category-planner-user");

    private static final int SPAN_DAYS = 6 * 365;
    private static final String[] DEPARTMENTS = {
        "Field Ops",
        "Finance",
        "Engineering",
        "Marketing",
        "Ventas España",
        "法務部",
        "Support",
        "People",
        "IT",
        "Logistics",
        "Research & Development",
        "Legal",
        "Recherche",
        "Sales EMEA",
        "Sales Americas",
        "Procurement"
    };
    private static final String[] ROLES = {
        "User", "Expense User", "Buyer", "Approver", "Expense Auditor", "Accounts Payable", "Contract Manager", "Admin"
    };
    private static final String[] LOCALES = {"en", "en", "en", "de", "fr", "es", "ja", "pt-BR", "sv", "ar"};
    private static final ObjectNode[] DEPARTMENT_JSON = departments();
    private static final ObjectNode[] ROLE_JSON = roles();

    private static final int SUPPORT = -1;
    private static final int HUMAN = 16;

    private final long supportId;
    private final boolean[] unbought = new boolean[LICENCES.size()];
    private final Mix mix;
    private final People people;
    private final IdSpace ids;
    private final CompanyTime time;
    private final DataSpec spec;

    UserGenerator(Mix mix, IdSpace ids, CompanyTime time, DataSpec spec) {
        this.mix = mix;
        this.people = new People(mix);
        this.ids = ids;
        this.time = time;
        this.spec = spec;
        this.supportId = ids.count() >= 10 ? ids.idAt(0) : Long.MIN_VALUE;
        for (int licence = 9; licence < unbought.length; licence++) {
            unbought[licence] = mix.permille(licence, 208, 500);
        }
    }

    String login(long id) {
        return isSupport(id) ? "coupasupport" : people.login(id);
    }

    /** Unique but for a few that differ from a neighbour's in case only, and null for as many as the spec says. */
    String email(long id) {
        if (mix.permille(id, 201, spec.nullEmailPermille())) {
            return null;
        }
        int position = ids.positionOf(id);
        if (position > 0 && ids.idAt(position) == id && mix.permille(id, 202, 2)) {
            return (people.login(ids.idAt(position - 1)) + "@" + spec.emailDomain()).toUpperCase(java.util.Locale.ROOT);
        }
        return login(id) + "@" + spec.emailDomain();
    }

    String given(long id) {
        return isSupport(id) ? "Coupa" : people.given(id);
    }

    String family(long id) {
        return isSupport(id) ? "Support" : people.family(id);
    }

    String fullName(long id) {
        return given(id) + " " + family(id);
    }

    /** Empty when unset, as in Coupa's own sample. */
    String employeeNumber(long id) {
        return mix.permille(id, 203, 930) && isHuman(id) ? "E-" + (10_000 + id) : "";
    }

    boolean active(long id) {
        return mix.permille(id, 204, 880) || isSupport(id);
    }

    /** The built-in account of Coupa's own staff is the first of any sizeable company. */
    boolean isSupport(long id) {
        return id == supportId;
    }

    /** Of a thousand accounts 5 belong to programs, 8 to suppliers and 3 to managed-service providers. */
    private int kind(long id) {
        return isSupport(id) ? SUPPORT : mix.below(id, 205, 1_000);
    }

    boolean isApi(long id) {
        int kind = kind(id);
        return kind >= 0 && kind < 5;
    }

    boolean isSupplier(long id) {
        int kind = kind(id);
        return kind >= 5 && kind < 13;
    }

    boolean isMsp(long id) {
        int kind = kind(id);
        return kind >= 13 && kind < HUMAN;
    }

    private boolean isHuman(long id) {
        return kind(id) >= HUMAN;
    }

    /** True, false, or null as Coupa has it for modules that were never bought. */
    Boolean licence(long id, int number) {
        if (number == 1) {
            return mix.permille(id, 211, 700) && isHuman(id);
        }
        if (unbought[number]) {
            return null;
        }
        // four bits of one draw for each licence: a sixteenth holds it, of purchasing six
        int draw = (int) (mix.bits(id, 210) >>> 4 * number) & 15;
        return draw < (number == 0 ? 6 : 1) && isHuman(id);
    }

    long createdAt(long id) {
        long span = SPAN_DAYS * 86_400L;
        long start = time.anchor() - span - 86_400;
        return start + span * ids.positionOf(id) / Math.max(1, ids.count());
    }

    long updatedAt(long id) {
        int tied = Math.max(1, spec.tiedUpdates());
        int position = ids.positionOf(id);
        int last = Math.min(ids.count() - 1, position - position % tied + tied - 1);
        long leader = tied > 1 ? ids.idAt(last) : id;
        long created = createdAt(leader);
        return created + mix.below(leader, 231, Math.max(1, time.anchor() - 60 - created));
    }

    /** Null for the one at the top. */
    Long managerId(long id) {
        int position = ids.positionOf(id);
        return position == 0 || ids.count() == 0 ? null : (Long) ids.idAt((position - 1) / 8);
    }

    ObjectNode department(long id) {
        return mix.permille(id, 232, 40) ? null : mix.pick(id, 233, DEPARTMENT_JSON);
    }

    ArrayNode roles(long id) {
        ArrayNode roles = JsonNodeFactory.instance.arrayNode().add(ROLE_JSON[0]);
        if (Boolean.TRUE.equals(licence(id, 1))) {
            roles.add(ROLE_JSON[1]);
        }
        if (mix.permille(id, 234, 150)) {
            roles.add(ROLE_JSON[2 + mix.below(id, 235, ROLE_JSON.length - 2)]);
        }
        return roles;
    }

    Currency currency(long id) {
        return Currency.pick(mix, id, 236);
    }

    String locale(long id) {
        return mix.pick(id, 237, LOCALES);
    }

    String authentication(long id) {
        return mix.permille(id, 238, 850) ? "saml" : "coupa_credentials";
    }

    String costCentre(long id) {
        return Integer.toString(4_000 + mix.below(id, 239, 600));
    }

    private static ObjectNode[] departments() {
        ObjectNode[] all = new ObjectNode[DEPARTMENTS.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = JsonNodeFactory.instance
                    .objectNode()
                    .put("id", 30 + i)
                    .put("name", DEPARTMENTS[i])
                    .put("active", i % 7 != 6);
        }
        return all;
    }

    private static ObjectNode[] roles() {
        ObjectNode[] all = new ObjectNode[ROLES.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = JsonNodeFactory.instance
                    .objectNode()
                    .put("id", 11 + i * 23)
                    .put("name", ROLES[i])
                    .put("omnipotent", ROLES[i].equals("Admin"))
                    .put("system-role", true);
        }
        return all;
    }
}
