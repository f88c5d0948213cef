package io.coupabridge.benchmark.spring;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.client.AuthorizedClientServiceOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.client.OAuth2ClientHttpRequestInterceptor;
import org.springframework.web.client.RestClient;

/** How Coupa is called. */
@Configuration(proxyBeanMethods = false)
class CoupaClients {

    /** The OAuth2 registration in {@code application.properties}. */
    static final String REGISTRATION = "coupa";

    /** The manager for a program that serves no web requests. */
    @Bean
    OAuth2AuthorizedClientManager authorizedClients(
            ClientRegistrationRepository registrations, OAuth2AuthorizedClientService clients) {
        return new AuthorizedClientServiceOAuth2AuthorizedClientManager(registrations, clients);
    }

    /** As taught: an interceptor puts the token on every request. */
    @Bean
    @Profile("plain")
    RestClient plainCoupa(RestClient.Builder builder, OAuth2AuthorizedClientManager clients, PeerSettings settings) {
        return builder.baseUrl(settings.coupa())
                .requestInterceptor(new OAuth2ClientHttpRequestInterceptor(clients))
                .build();
    }

    /** A blocking client with a kept connection per lane: no selector thread between a lane and its answer. */
    @Bean
    @Profile("tuned")
    RestClient tunedCoupa(RestClient.Builder builder, PeerSettings settings) {
        int lanes = settings.lanes();
        return builder.requestFactory(ClientHttpRequestFactoryBuilder.httpComponents()
                        .withConnectionManagerCustomizer(
                                pool -> pool.setMaxConnPerRoute(lanes).setMaxConnTotal(lanes))
                        .build())
                .defaultHeader(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON_VALUE)
                .build();
    }
}
