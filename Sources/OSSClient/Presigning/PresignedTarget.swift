import HTTPTypes
package import OSSSigning

/// What can be read from a presigned URL without a key.
package struct PresignedTarget: Hashable, Sendable {
    /// Whether there is a signature in the query at all.
    package let isSigned: Bool
    /// When it stops being valid.
    package let expiration: SigningTime?

    /// - Throws: ``ClientError`` with the code `invalidURL`.
    package init(_ url: String) throws {
        guard !url.isEmpty, url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ClientError(.invalidURL, "the URL has blanks, line breaks or other characters that no URL has")
        }
        let lower = url.prefix(8).lowercased()
        guard lower.hasPrefix("http://") || lower.hasPrefix("https://") else {
            throw ClientError(.invalidURL, "a presigned URL begins with http:// or https://")
        }
        let query = url.utf8.split(separator: UInt8(ascii: "?"), maxSplits: 1).dropFirst().first.map { Substring($0) } ?? ""
        var values: [String: String] = [:]
        for pair in query.split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            values[String(halves[0])] = halves.count == 2 ? String(halves[1]) : ""
        }
        isSigned = values["x-oss-signature"] != nil || values["Signature"] != nil
        if let date = values["x-oss-date"].flatMap({ SigningTime(iso8601Basic: $0) }), let seconds = values["x-oss-expires"].flatMap({ Int64($0) }) {
            expiration = date.advanced(bySeconds: seconds)
        } else {
            expiration = values["Expires"].flatMap { Int64($0) }.flatMap { SigningTime(secondsSinceEpoch: $0) }
        }
    }
}

extension PresignedRequest {
    /// - Throws: ``ClientError`` with the code `invalidURL` when it was signed for another method.
    func check(_ expected: HTTPRequest.Method) throws {
        guard method == expected else {
            throw ClientError(.invalidURL, "the URL was signed for \(method.rawValue), not for \(expected.rawValue)")
        }
    }
}

extension SigningTime {
    /// Checks that what ends at this moment may still be used.
    ///
    /// - Parameters:
    ///   - what: what ends, for the error.
    ///   - now: this machine's time, which the error tells too: the clock may be what is wrong.
    ///   - consequence: what that means, for the error.
    /// - Throws: ``ClientError`` with the code `expired`.
    func checkNotPast(_ what: String, now: SigningTime, _ consequence: String = "nothing was sent") throws {
        guard self < now else { return }
        throw ClientError(
            .expired,
            "\(what) expired at \(self) by this machine's clock, which says \(now); \(consequence). Ask for a new one if that clock is right")
    }
}
