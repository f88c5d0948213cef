package io.coupabridge.simulator.data;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Compares one value with the argument of a query, by the value's type. Null matches nothing but {@code blank}. */
final class Comparison {

    private Comparison() {}

    /** @throws BadQueryException when the argument or the operator does not fit the type */
    static Predicate<Object> of(Field field, Operator operator, String argument) {
        return switch (operator) {
            case BLANK -> blank(field, argument);
            case CONTAINS, STARTS_WITH, ENDS_WITH -> text(field, operator, argument);
            case IN -> in(field, argument);
            case NOT_IN -> {
                Predicate<Object> in = in(field, argument);
                yield value -> value != null && !in.test(value);
            }
            default -> ordered(field, operator, argument);
        };
    }

    private static Predicate<Object> blank(Field field, String argument) {
        if (field.type() == FieldType.TIMESTAMP) {
            throw new BadQueryException(field.name() + ": blank is not supported for dates");
        }
        boolean wanted = parseBoolean(field, argument);
        return value -> (value == null || "".equals(value)) == wanted;
    }

    private static Predicate<Object> text(Field field, Operator operator, String argument) {
        if (field.type() == FieldType.TIMESTAMP) {
            throw new BadQueryException(field.name() + ": text operators are not supported for dates");
        }
        return switch (operator) {
            case CONTAINS -> value -> value != null && value.toString().contains(argument);
            case STARTS_WITH -> value -> value != null && value.toString().startsWith(argument);
            default -> value -> value != null && value.toString().endsWith(argument);
        };
    }

    private static Predicate<Object> in(Field field, String argument) {
        Set<Comparable<?>> wanted = new HashSet<>();
        for (String item : argument.split(",")) {
            wanted.add(canonical(parse(field, item.trim())));
        }
        return value -> value != null && wanted.contains(canonical(comparable(value)));
    }

    private static Comparable<?> canonical(Comparable<?> value) {
        return value instanceof BigDecimal number ? number.stripTrailingZeros() : value;
    }

    private static Predicate<Object> ordered(Field field, Operator operator, String argument) {
        Comparable<?> bound = parse(field, argument);
        if (bound instanceof Long number) {
            return whole(operator, number);
        }
        return value -> value != null && holds(operator, compare(comparable(value), bound));
    }

    /** The same without boxing, for scans of whole tables. */
    private static Predicate<Object> whole(Operator operator, long bound) {
        return value -> {
            if (value instanceof Stamp stamp) {
                return holds(operator, Long.compare(stamp.epochSecond(), bound));
            }
            return value instanceof Long number && holds(operator, Long.compare(number, bound));
        };
    }

    private static boolean holds(Operator operator, int order) {
        return switch (operator) {
            case EQ -> order == 0;
            case NOT_EQ -> order != 0;
            case GT -> order > 0;
            case LT -> order < 0;
            case GT_OR_EQ -> order >= 0;
            case LT_OR_EQ -> order <= 0;
            default -> throw new IllegalArgumentException("Not an ordering: " + operator);
        };
    }

    /** What a value is ordered by; null stays null. */
    static Comparable<?> comparable(Object value) {
        if (value instanceof Stamp stamp) {
            return stamp.epochSecond();
        }
        if (value instanceof Decimal decimal) {
            return decimal.number();
        }
        return value instanceof Long || value instanceof Boolean || value == null
                ? (Comparable<?>) value
                : value.toString();
    }

    /** Orders values of one kind; nulls come first, as in Coupa's database. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    static int compare(Comparable left, Comparable right) {
        if (left == null || right == null) {
            return left == right ? 0 : left == null ? -1 : 1;
        }
        return left.getClass() == right.getClass()
                ? left.compareTo(right)
                : left.toString().compareTo(right.toString());
    }

    private static Comparable<?> parse(Field field, String argument) {
        try {
            return switch (field.type()) {
                case INTEGER -> Long.parseLong(argument.trim());
                case DECIMAL -> new BigDecimal(argument.trim());
                case BOOLEAN -> parseBoolean(field, argument);
                case TIMESTAMP -> CompanyTime.parse(argument);
                default -> argument;
            };
        } catch (NumberFormatException notANumber) {
            throw new BadQueryException(field.name() + " is not a number");
        } catch (IllegalArgumentException notADate) {
            throw new BadQueryException(field.name() + " " + notADate.getMessage());
        }
    }

    private static boolean parseBoolean(Field field, String argument) {
        if (argument.equals("true") || argument.equals("false")) {
            return argument.equals("true");
        }
        throw new BadQueryException(field.name() + " takes true or false");
    }

    /** The whole numbers of a comma list. */
    static List<Long> numbers(Field field, String argument) {
        List<Long> numbers = new ArrayList<>();
        for (String item : argument.split(",")) {
            numbers.add((Long) parse(field, item));
        }
        return numbers;
    }
}
