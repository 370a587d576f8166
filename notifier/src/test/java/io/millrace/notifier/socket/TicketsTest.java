package io.millrace.notifier.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.notifier.NotifierSettings;
import io.millrace.web.Caller;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TicketsTest {
    private static final String KEY = "a secret that has thirty-two characters";

    private final ManualClock clock = new ManualClock();
    private final Client ann =
            new Client(new Caller("team", "ann"), Optional.of(clock.instant().plusSeconds(600)));
    private final Tickets tickets = tickets(Optional.of(KEY));

    @Test
    void saysWhoseItIs() {
        var ticket = tickets.issue(ann);
        assertThat(ticket.expires()).isEqualTo(clock.instant().plusSeconds(30));
        assertThat(tickets.redeem(ticket.text())).contains(ann);
        var forEver = new Client(new Caller("team", "bob"), Optional.empty());
        assertThat(tickets.redeem(tickets.issue(forEver).text())).contains(forEver);
    }

    @Test
    void isGoodForOneUse() {
        String ticket = tickets.issue(ann).text();
        assertThat(tickets.redeem(ticket)).isPresent();
        clock.advance(Duration.ofSeconds(29));
        assertThat(tickets.redeem(ticket)).isEmpty();
    }

    @Test
    void isGoodForThirtySeconds() {
        String ticket = tickets.issue(ann).text();
        clock.advance(Duration.ofSeconds(30));
        assertThat(tickets.redeem(ticket)).isEmpty();
    }

    @Test
    void isTakenByWhoeverHasTheSameKey() {
        String ticket = tickets.issue(ann).text();
        assertThat(tickets(Optional.of(KEY)).redeem(ticket)).contains(ann);
        assertThat(tickets(Optional.of(KEY + "!")).redeem(ticket)).isEmpty();
        assertThat(tickets(Optional.empty()).redeem(ticket)).isEmpty();
    }

    @Test
    void cannotBeMade() {
        String ticket = tickets.issue(ann).text();
        String forged = (ticket.charAt(0) == 'A' ? "B" : "A") + ticket.substring(1);
        for (String text : new String[] {forged, ticket + "A", "", ".", "a.b", "ä.ö", ticket.replace('.', '_')}) {
            assertThat(tickets.redeem(text)).as(text).isEmpty();
        }
        assertThat(tickets.redeem(ticket)).isPresent();
    }

    @Test
    void needsAKeyThatCannotBeGuessed() {
        assertThatIllegalArgumentException().isThrownBy(() -> tickets(Optional.of("secret")));
    }

    private Tickets tickets(Optional<String> key) {
        return new Tickets(new NotifierSettings.Tickets(key, Duration.ofSeconds(30)), clock);
    }
}
