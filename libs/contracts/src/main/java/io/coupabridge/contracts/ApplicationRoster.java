package io.coupabridge.contracts;

/** The task <i>Application Roster</i>: every account of the instance (coupa-api §4). */
public final class ApplicationRoster implements TaskProvider {

    public static final Task TASK = Task.named("roster")
            .inMessages("APPLICATION_ROSTER")
            .scope("core.user.read")
            .probes("/api/users")
            .wantedByDefault()
            .publishes(DiscoveredUser.class, "coupa.roster.users");

    @Override
    public Task task() {
        return TASK;
    }
}
