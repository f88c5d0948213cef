package io.coupabridge.token.erasure;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;

/** The erasures that go on. They change under the lock of the tenant's connection. */
@ApplicationScoped
class ErasureRows implements PanacheRepositoryBase<ErasureRow, String> {}
