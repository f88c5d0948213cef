package io.coupabridge.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The instances that a simulator starts with, as JSON: {@code {"controlPort":8070,"instances":[{"name":"acme",…}]}}.
 * Every setting but an instance's name may be left out; an unknown one is an error.
 */
public record SimulatorConfig(Integer controlPort, List<InstanceSpec> instances) {

    /** @throws IllegalArgumentException with one sentence that names the setting */
    public static SimulatorConfig parse(JsonNode json) {
        SimulatorConfig config = ConfigReader.read(json, SimulatorConfig.class);
        config.instances().forEach(InstanceSpec::check);
        return config;
    }

    public SimulatorConfig {
        instances = instances == null ? List.of() : List.copyOf(instances);
    }
}
