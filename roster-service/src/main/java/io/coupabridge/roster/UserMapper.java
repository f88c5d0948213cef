package io.coupabridge.roster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.http.Page;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.DiscoveredUser.AccountKind;
import io.coupabridge.contracts.DiscoveredUser.Department;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.handler.MappedPage;
import io.coupabridge.runtime.handler.MappedPage.Found;
import io.coupabridge.runtime.handler.MappedPage.Unmappable;
import io.coupabridge.runtime.handler.PageMapper;
import io.coupabridge.runtime.handler.RunScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Coupa's users to what is published of them. */
final class UserMapper implements PageMapper {

    @Override
    public Draft read(Page page, RunScope scope) {
        List<Found> users = new ArrayList<>(page.records().size());
        List<Unmappable> quarantined = new ArrayList<>();
        for (ObjectNode node : page.records()) {
            try {
                CoupaUser user = CoupaUser.of(node);
                if (scope.covers(user.updatedAt())) {
                    users.add(Found.inItsOwnRow(discovered(scope.tenant(), user)));
                }
            } catch (UnmappableUserException e) {
                quarantined.add(Unmappable.inItsOwnRow(node, e.getMessage()));
            }
        }
        return Draft.of(new MappedPage(users, quarantined, List.of(), Set.of()));
    }

    static DiscoveredUser discovered(TenantId tenant, CoupaUser user) {
        return new DiscoveredUser(
                tenant,
                user.id(),
                null,
                0,
                user.login(),
                user.email(),
                user.firstName(),
                user.lastName(),
                user.active(),
                user.active() ? user.createdOn() : null,
                kind(user),
                user.employeeNumber(),
                user.licences(),
                user.departmentId() == null ? null : new Department(user.departmentId(), user.departmentName()),
                user.createdAt(),
                user.updatedAt());
    }

    private static AccountKind kind(CoupaUser user) {
        if (user.api()) {
            return AccountKind.API;
        }
        if (user.support()) {
            return AccountKind.SUPPORT;
        }
        if (user.supplier()) {
            return AccountKind.SUPPLIER;
        }
        return user.msp() ? AccountKind.MSP : AccountKind.HUMAN;
    }
}
