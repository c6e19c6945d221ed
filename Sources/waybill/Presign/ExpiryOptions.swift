import ArgumentParser
import OSSClient
import OSSSigning

/// From when to when a URL is valid.
struct ExpiryOptions: ParsableArguments {
    @Option(
        name: [.long, .customLong("expires-in"), .customLong("expire"), .customLong("duration"), .customLong("timeout")],
        help: ArgumentHelp("How long the URL is valid: 90, 30s, 15m, 1h30m, 7d (default: 15m). A bare number counts seconds.", valueName: "duration"))
    var expiresDuration: DurationArgument?

    @Option(help: ArgumentHelp("When the URL stops being valid; wins over --expires-duration.", valueName: "RFC3339"))
    var expiresDate: MomentArgument?

    @Option(
        help: ArgumentHelp(
            "Date the signature back by this much, for clocks that are slow; the URL is valid until the same moment all the same.",
            valueName: "duration"))
    var clockSkew: DurationArgument?

    @Option(help: ArgumentHelp("The signing time, for output that can be reproduced (default: now).", valueName: "RFC3339"))
    var at: MomentArgument?

    /// The three values that the signer takes.
    struct Validity {
        let time: SigningTime
        let expires: Duration
        let expiration: SigningTime?
    }

    /// One reading of the clock gives all of it.
    /// - Throws: `CommandFailure` for a skew that is negative or leaves the calendar.
    func validity() throws -> Validity {
        let now = at?.time ?? ClientClock.machineTime()
        let expires = expiresDuration?.duration ?? .seconds(900)
        guard let skew = clockSkew?.duration, skew != .zero else { return Validity(time: now, expires: expires, expiration: expiresDate?.time) }
        guard skew > .zero, let time = now.advanced(bySeconds: -skew.components.seconds) else {
            throw CommandFailure.usage("--clock-skew: a duration of a second or more is needed")
        }
        let asked = expires.components.seconds
        guard asked >= 1 else { throw CommandFailure.usage("\(SigningError.validityOutOfRange(seconds: asked))") }
        guard let expiration = expiresDate?.time ?? now.advanced(bySeconds: asked) else {
            throw CommandFailure.usage("\(SigningError.expirationOutOfRange)")
        }
        guard now < expiration else { throw CommandFailure.usage("\(SigningError.expirationOutOfRange)") }
        return Validity(time: time, expires: expires, expiration: expiration)
    }
}
