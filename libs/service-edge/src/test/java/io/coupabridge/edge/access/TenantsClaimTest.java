package io.coupabridge.edge.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.TenantId;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TenantsClaimTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "tenants                        | {\"tenants\":\"acme\"}",
                "tenants                        | {\"tenants\":[\"acme\",7,\"*\",null,[\"b\"]]}",
                "organization/tenants           | {\"organization\":{\"tenants\":[\"acme\"]}}",
                "\"https://id.example/tenants\" | {\"https://id.example/tenants\":\"acme\"}",
                "a/\"b/c\"                      | {\"a\":{\"b/c\":\"acme\"}}",
            })
    void names_the_tenants_that_stand_at_its_path(String path, String claims) {
        assertThat(read(path, claims)).containsExactly(new TenantId("acme"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"tenants\":\"*\"}",
                "{\"tenants\":[]}",
                "{\"tenants\":[\"*\"]}",
                "{\"tenants\":\"\"}",
                "{\"tenants\":7}",
                "{\"tenants\":true}",
                "{\"tenants\":null}",
                "{\"tenants\":{\"acme\":\"acme\"}}",
                "{\"tenants\":\"acme,beta\"}",
                "{\"tenants\":\"two\\nlines\"}",
            })
    void names_nobody_by_what_is_no_tenant_id(String claims) {
        assertThat(read("tenants", claims)).isEmpty();
    }

    @Test
    void reads_a_text_that_the_token_gives_as_such() {
        assertThat(new TenantsClaim("tenants").read(name -> "acme")).containsExactly(new TenantId("acme"));
        assertThat(new TenantsClaim("tenants/of").read(name -> List.of("acme"))).isEmpty();
    }

    private static Set<TenantId> read(String path, String json) {
        JsonObject claims = Json.createReader(new StringReader(json)).readObject();
        return new TenantsClaim(path).read(claims::get);
    }
}
