package io.coupabridge.testing;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.PullResponseItem;
import io.coupabridge.testing.kafka.KafkaContainer;
import io.coupabridge.testing.postgres.PostgresContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;

/** The machine's Docker engine, if there is one. */
final class DockerEngine {

    /** What removes the containers of a JVM that was killed. */
    private static final String REAPER_IMAGE = "testcontainers/ryuk:0.14.0";

    private DockerEngine() {}

    /** Whether an engine answers that has the tests' images or can get them; found out within minutes, also offline. */
    static boolean servesTheImages() {
        if (System.getenv("DOCKER_HOST") == null && !Files.exists(Path.of("/var/run/docker.sock"))) {
            return false;
        }
        try {
            DockerClient engine = engine();
            return images().stream().allMatch(image -> serves(engine, image));
        } catch (IllegalStateException e) {
            System.err.println("No Docker engine answers (" + e.getMessage() + "): the tests run on embedded servers.");
            return false;
        }
    }

    /** Testcontainers' own way to the engine, without the container that it starts first otherwise. */
    private static DockerClient engine() {
        List<DockerClientProviderStrategy> ways = new ArrayList<>();
        ServiceLoader.load(DockerClientProviderStrategy.class).forEach(ways::add);
        return DockerClientProviderStrategy.getFirstValidStrategy(ways).getDockerClient();
    }

    private static List<String> images() {
        List<String> images = new ArrayList<>(List.of(PostgresContainer.image(), KafkaContainer.image()));
        if (!Boolean.parseBoolean(System.getenv("TESTCONTAINERS_RYUK_DISABLED"))) {
            images.add(REAPER_IMAGE);
        }
        return images;
    }

    private static boolean serves(DockerClient engine, String image) {
        try {
            engine.inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException absent) {
            return pulls(engine, image);
        }
    }

    private static boolean pulls(DockerClient engine, String image) {
        CountDownLatch begun = new CountDownLatch(1);
        try (ResultCallback.Adapter<PullResponseItem> pull = new ResultCallback.Adapter<>() {
            @Override
            public void onNext(PullResponseItem progress) {
                begun.countDown();
            }
        }) {
            engine.pullImageCmd(image).exec(pull);
            // an engine that cannot reach a registry says nothing for minutes
            if (begun.await(20, TimeUnit.SECONDS) && pull.awaitCompletion(5, TimeUnit.MINUTES)) {
                return true;
            }
            System.err.println("The Docker engine does not get " + image + ": the tests run on embedded servers.");
            return false;
        } catch (DockerException | IOException e) {
            System.err.println("The Docker engine cannot get " + image + " (" + e.getMessage()
                    + "): the tests run on embedded servers.");
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
