package io.coupabridge.contracts;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** A consumer that takes this jar takes Jackson's annotations with it, and nothing else. */
class DependenciesTest {

    @Test
    void needs_the_jdk_and_jackson_annotations_only() {
        JavaClasses contracts = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.coupabridge.contracts");

        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "com.fasterxml.jackson.annotation", "io.coupabridge.contracts")
                .check(contracts);
    }
}
