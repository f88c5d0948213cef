package io.coupabridge.edge.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.quarkiverse.resteasy.problem.validation.HttpValidationProblem;
import io.quarkiverse.resteasy.problem.validation.Violation;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads request bodies strictly, and says what is wrong in words of its own: Jackson's messages quote the body, which may
 * hold a secret.
 */
public final class JsonBody {

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    private JsonBody() {}

    /** @throws HttpValidationProblem that names the field, or the body where there is none to name */
    public static <T> T read(String body, Class<T> type) {
        try {
            T value = body == null || body.isBlank() ? null : JSON.readValue(body, type);
            if (value == null) {
                throw problem("body", "The body is missing.");
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            // the name may be a secret that somebody has pasted
            throw problem(
                    field(e.getPath().subList(0, e.getPath().size() - 1)),
                    "There is no such field. Known are " + known(e) + ".");
        } catch (MismatchedInputException e) {
            throw problem(field(e.getPath()), "The value is not of the right kind.");
        } catch (JsonMappingException e) {
            throw problem(field(e.getPath()), "The value is not valid JSON.");
        } catch (JsonProcessingException e) {
            throw problem("body", "The body is not valid JSON" + place(e) + ".");
        }
    }

    private static String known(UnrecognizedPropertyException e) {
        return e.getKnownPropertyIds().stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
    }

    private static String field(List<JsonMappingException.Reference> path) {
        String field = path.stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(name -> name != null)
                .collect(Collectors.joining("."));
        return field.isEmpty() ? "body" : field;
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }

    private static HttpValidationProblem problem(String field, String message) {
        return Inputs.problem(Violation.In.body, field, message);
    }
}
