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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;

/** The machine's Docker engine, if there is one. */
final class DockerEngine {

    private DockerEngine() {}

    /** Whether an engine answers that has the tests' images or can get them. */
    static boolean servesTheImages() {
        if (System.getenv("DOCKER_HOST") == null && !Files.exists(Path.of("/var/run/docker.sock"))) {
            return false;
        }
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return false;
        }
        return serves(PostgresContainer.image()) && serves(KafkaContainer.image());
    }

    private static boolean serves(String image) {
        DockerClient engine = DockerClientFactory.lazyClient();
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
