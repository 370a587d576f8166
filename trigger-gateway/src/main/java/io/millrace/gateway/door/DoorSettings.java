package io.millrace.gateway.door;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much is taken in.
 *
 * @param ownerRequests how many webhook requests of one owner's workflows an instance takes in {@code ownerPer}; 0: any
 *     number
 * @param ownerPer see there
 * @param maxLag how many triggers may wait for the workers before new ones are answered 429; 0: any number
 */
@ConfigurationProperties("millrace.gateway.intake")
record DoorSettings(
        @DefaultValue("0") int ownerRequests,
        @DefaultValue("1s") Duration ownerPer,
        @DefaultValue("100000") long maxLag) {}
