package io.coupabridge.token.rejection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.coupabridge.contracts.ErasedTopic;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantErased;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.TokenRejected;
import io.coupabridge.contracts.VerificationWanted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Reads what task services send from bytes, and checks what it must hold. */
final class RejectionReader {

    static final int LARGEST = 64 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private RejectionReader() {}

    /**
     * @param key the record's key, or null
     * @param value the record's value, or null
     */
    static TokenRejected read(byte[] key, byte[] value) throws UnreadableException {
        TokenRejected rejected = parse(value, TokenRejected.class);
        require(rejected == null ? null : rejected.tenantId(), rejected == null ? null : rejected.task());
        if (rejected.tokenVersion() < 1) {
            throw new UnreadableException("tokenVersion is missing or not positive.");
        }
        if (rejected.proof() == null) {
            throw new UnreadableException("proof is missing.");
        }
        requireSame(key, rejected.tenantId());
        return rejected;
    }

    /**
     * @param key the record's key, or null
     * @param value the record's value, or null
     */
    static VerificationWanted readWanted(byte[] key, byte[] value) throws UnreadableException {
        VerificationWanted wanted = parse(value, VerificationWanted.class);
        require(wanted == null ? null : wanted.tenantId(), wanted == null ? null : wanted.task());
        requireSame(key, wanted.tenantId());
        return wanted;
    }

    /**
     * @param key the record's key, or null
     * @param value the record's value, or null
     */
    static TenantErased readErased(byte[] key, byte[] value) throws UnreadableException {
        TenantErased erased = parse(value, TenantErased.class);
        require(erased == null ? null : erased.tenantId(), erased == null ? null : erased.task());
        requireSame(key, erased.tenantId());
        for (ErasedTopic topic : erased.topics()) {
            if (topic == null
                    || topic.topic() == null
                    || !topic.topic().matches("[a-z0-9.-]{1,249}")
                    || topic.kind() == null) {
                throw new UnreadableException("A topic lacks its name, or what happens to it.");
            }
        }
        return erased;
    }

    private static void require(TenantId tenant, Task task) throws UnreadableException {
        if (tenant == null) {
            throw new UnreadableException("tenantId is missing.");
        }
        if (task == null) {
            throw new UnreadableException("task is missing.");
        }
    }

    private static void requireSame(byte[] key, TenantId tenant) throws UnreadableException {
        if (key == null || !tenant.value().equals(new String(key, StandardCharsets.UTF_8))) {
            throw new UnreadableException("The key is not the tenant of the message.");
        }
    }

    private static <T> T parse(byte[] value, Class<T> type) throws UnreadableException {
        if (value == null || value.length == 0) {
            throw new UnreadableException("The message has no value.");
        }
        if (value.length > LARGEST) {
            throw new UnreadableException("The message is larger than " + LARGEST + " bytes.");
        }
        try {
            return JSON.readValue(value, type);
        } catch (JsonMappingException e) {
            String field = e.getPath().stream()
                    .map(JsonMappingException.Reference::getFieldName)
                    .filter(name -> name != null && name.matches("[A-Za-z]{1,40}"))
                    .collect(Collectors.joining("."));
            throw new UnreadableException(
                    field.isEmpty() ? "The message is not of the form of a rejection." : field + " is not valid.");
        } catch (JsonProcessingException e) {
            throw new UnreadableException("The message is not JSON.");
        } catch (IOException e) {
            throw new IllegalStateException("Bytes in memory could not be read.", e);
        }
    }
}
