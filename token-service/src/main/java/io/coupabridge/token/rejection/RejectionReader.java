package io.coupabridge.token.rejection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.coupabridge.contracts.TokenRejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Reads {@link TokenRejected} from bytes and checks what it must hold. */
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
        if (value == null || value.length == 0) {
            throw new UnreadableException("The message has no value.");
        }
        if (value.length > LARGEST) {
            throw new UnreadableException("The message is larger than " + LARGEST + " bytes.");
        }
        TokenRejected rejected = parse(value);
        if (rejected == null || rejected.tenantId() == null) {
            throw new UnreadableException("tenantId is missing.");
        }
        if (rejected.task() == null) {
            throw new UnreadableException("task is missing.");
        }
        if (rejected.tokenVersion() < 1) {
            throw new UnreadableException("tokenVersion is missing or not positive.");
        }
        if (rejected.proof() == null) {
            throw new UnreadableException("proof is missing.");
        }
        if (key == null || !rejected.tenantId().value().equals(new String(key, StandardCharsets.UTF_8))) {
            throw new UnreadableException("The key is not the tenant of the message.");
        }
        return rejected;
    }

    private static TokenRejected parse(byte[] value) throws UnreadableException {
        try {
            return JSON.readValue(value, TokenRejected.class);
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
