package io.coupabridge.simulator.data;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Expense categories as an administrator might have named them. */
enum Category {
    SOFTWARE(19, "Software subscription"),
    AIRFARE(1, "Airfare"),
    TAXI(2, "Taxi & ride share"),
    RAIL(3, "Rail"),
    LODGING(4, "Lodging"),
    MEALS(5, "Meals – travel"),
    FUEL(6, "Fuel"),
    CAR_RENTAL(7, "Car rental"),
    OFFICE(8, "Office supplies"),
    PHONE(9, "Mobile phone"),
    POSTAGE(10, "Postage"),
    TRAINING(11, "Training & conferences");

    private final String title;
    private final ObjectNode json;

    Category(int id, String title) {
        this.title = title;
        this.json = JsonNodeFactory.instance.objectNode().put("id", id).put("name", title);
    }

    String title() {
        return title;
    }

    /** Not to be modified. */
    ObjectNode json() {
        return json;
    }
}
