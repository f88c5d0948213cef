package io.coupabridge.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FormsTest {

    @Test
    void a_form_has_the_values_of_its_fields() {
        assertThat(Forms.fields("clientId=a%2Bb+c&clientSecret=%C3%A4%3B%26%3D&empty=&alone"))
                .containsEntry("clientId", "a+b c")
                .containsEntry("clientSecret", "\u00e4;&=")
                .containsEntry("empty", "")
                .containsEntry("alone", "");
    }

    @Test
    void a_semicolon_ends_no_value() {
        assertThat(Forms.fields("clientSecret=a;clientSecret=b")).containsEntry("clientSecret", "a;clientSecret=b");
    }

    @Test
    void of_a_field_that_comes_twice_the_first_counts() {
        assertThat(Forms.fields("clientId=a&clientId=b"))
                .containsOnlyKeys("clientId")
                .containsEntry("clientId", "a");
    }

    @Test
    void what_is_no_form_has_no_fields() {
        assertThat(Forms.fields("a=%zz")).isEmpty();
        assertThat(Forms.fields("")).isEmpty();
        assertThat(Forms.fields("{\"clientSecret\":1}")).doesNotContainKey("clientSecret");
    }
}
