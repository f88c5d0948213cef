package io.coupabridge.edge.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DurationBucketsTest {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    DurationBucketsTest() {
        metrics.config().meterFilter(new DurationBuckets().buckets());
    }

    @Test
    void a_page_that_took_under_a_second_is_in_the_bucket_of_a_second() {
        // when
        metrics.timer("coupabridge.page.publishing").record(Duration.ofMillis(700));

        // then
        assertThat(buckets("coupabridge.page.publishing"))
                .filteredOn(bucket -> bucket.bucket(TimeUnit.MILLISECONDS) == 500)
                .singleElement()
                .returns(0.0, CountAtBucket::count);
        assertThat(buckets("coupabridge.page.publishing"))
                .filteredOn(bucket -> bucket.bucket(TimeUnit.MILLISECONDS) == 1_000)
                .singleElement()
                .returns(1.0, CountAtBucket::count);
    }

    @Test
    void other_durations_have_no_buckets() {
        // when
        metrics.timer("coupabridge.page.wait").record(Duration.ofMillis(700));

        // then
        assertThat(buckets("coupabridge.page.wait")).isEmpty();
    }

    private Iterable<CountAtBucket> buckets(String timer) {
        return Arrays.asList(metrics.get(timer).timer().takeSnapshot().histogramCounts());
    }
}
