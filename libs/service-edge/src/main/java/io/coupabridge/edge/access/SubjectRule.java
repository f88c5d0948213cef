package io.coupabridge.edge.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Refuses a subject that cannot stand in a trail or a log line. */
@Singleton
class SubjectRule implements SecurityIdentityAugmentor {

    private static final int LONGEST = 200;

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        if (identity.isAnonymous()
                || identity.getPrincipal() instanceof JsonWebToken token && isName(token.getSubject())) {
            return Uni.createFrom().item(identity);
        }
        return Uni.createFrom()
                .failure(new AuthenticationFailedException(
                        new CallerException("its subject is not 1 to " + LONGEST + " printable characters")));
    }

    static boolean isName(String subject) {
        return subject != null
                && !subject.isBlank()
                && subject.length() <= LONGEST
                && subject.chars().noneMatch(Character::isISOControl);
    }
}
