package io.coupabridge.token.rotation;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import io.coupabridge.edge.keyset.KeysetWatch;
import io.coupabridge.secrets.LiveKeyset;
import io.coupabridge.token.keyset.Keysets;
import io.coupabridge.token.schedule.Schedule;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Has this service's keys follow their files, and keeps those that something is sealed with. */
@Singleton
class KeysetChanges {

    private final Keysets keysets;
    private final NeededKeys needed;
    private final Schedule schedule;
    private final InstantSource clock;

    KeysetChanges(Keysets keysets, NeededKeys needed, Schedule schedule, InstantSource clock) {
        this.keysets = keysets;
        this.needed = needed;
        this.schedule = schedule;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event, KeysetWatch watch) {
        // with none of the keys in use it would be a wrong file, and its signatures nobody's
        keysets.events().keyset().keepAKey();
        keysets.live().forEach((setting, keyset) -> {
            keyset.checkBy((added, removed) -> objection(setting, added, removed));
            watch.watch(setting, keyset, this::resealSoon);
        });
    }

    private void resealSoon() {
        schedule.at(clock.instant(), Resealing.DESCRIPTOR, RecurringTask.INSTANCE, null, Schedule.IN_TIME);
    }

    private String objection(String setting, Set<Long> added, Set<Long> removed) {
        for (Map.Entry<String, LiveKeyset<?>> other : keysets.live().entrySet()) {
            if (!other.getKey().equals(setting)
                    && other.getValue().ids().stream().anyMatch(added::contains)) {
                return "has a key of " + other.getKey() + ". Give each its own, so that no service can open what is not"
                        + " meant for it.";
            }
        }
        List<SealedCount> sealed = removed.isEmpty()
                ? List.of()
                : needed.counts().stream()
                        .filter(count -> count.setting().equals(setting))
                        .filter(count -> removed.stream().anyMatch(count::isBy))
                        .toList();
        return sealed.isEmpty()
                ? ""
                : "lacks keys of " + removed + " that have sealed " + sealed
                        + ". Leave them in the file until RotationTool says that nothing needs them.";
    }
}
