package io.coupabridge.testing.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Modules depend on each other as docs/architecture.md says, and in no other way. */
class ModuleArrowsTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z/-]+)` \\| (.*) \\|$");
    private static final Pattern MODULE = Pattern.compile("`([a-z/-]+)`");

    @Test
    void modules_depend_on_each_other_as_the_architecture_says() {
        assertThat(inPoms()).isEqualTo(inTheArchitecture());
    }

    private static Map<String, Set<String>> inTheArchitecture() {
        String page = Sources.read(Sources.root().resolve("docs/architecture.md"));
        int table = page.indexOf("| module | may depend on |");
        assertThat(table).as("the table of modules in docs/architecture.md").isNotNegative();
        Map<String, Set<String>> arrows = new TreeMap<>();
        Matcher rows = ROW.matcher(page.substring(table));
        while (rows.find()) {
            Set<String> targets = new TreeSet<>();
            MODULE.matcher(rows.group(2)).results().forEach(target -> targets.add(target.group(1)));
            arrows.put(rows.group(1), targets);
        }
        return arrows;
    }

    private static Map<String, Set<String>> inPoms() {
        Map<String, String> directories = new TreeMap<>();
        Map<String, Element> poms = new TreeMap<>();
        for (Path module : Sources.modules()) {
            Element pom = pom(module);
            String directory = Sources.root().relativize(module).toString();
            directories.put(child(pom, "artifactId"), directory);
            poms.put(directory, pom);
        }
        Map<String, Set<String>> arrows = new TreeMap<>();
        poms.forEach((directory, pom) -> arrows.put(directory, targets(pom, directories)));
        return arrows;
    }

    private static Set<String> targets(Element pom, Map<String, String> directories) {
        Set<String> targets = new TreeSet<>();
        NodeList dependencies = pom.getElementsByTagName("dependency");
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            boolean ours = "io.coupabridge".equals(child(dependency, "groupId"));
            if (ours && !"test".equals(child(dependency, "scope"))) {
                targets.add(directories.get(child(dependency, "artifactId")));
            }
        }
        return targets;
    }

    /** Null when the element has none of that name. */
    private static String child(Element element, String name) {
        for (int i = 0; i < element.getChildNodes().getLength(); i++) {
            if (element.getChildNodes().item(i) instanceof Element child
                    && child.getTagName().equals(name)) {
                return child.getTextContent().strip();
            }
        }
        return null;
    }

    private static Element pom(Path module) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(Sources.read(module.resolve("pom.xml")))))
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalStateException(module + " has no readable POM.", e);
        }
    }
}
