import OSSSigning

/// What CORS rules add to an answer.
///
/// OSS page: "OptionObject".
package struct CORSAnswer: Equatable, Sendable {
    /// The origin, or `*` when the rule lets every origin in.
    package let allowOrigin: String
    package let allowMethods: String
    /// The names that a preflight asked for, as it asked; absent when it asked for none, and on other answers.
    package let allowHeaders: String?
    package let exposeHeaders: String?
    package let maxAge: String?
    package let vary: String?

    /// The headers to send, in order.
    package var headers: [(name: String, value: String)] {
        [
            ("Access-Control-Allow-Origin", allowOrigin), ("Access-Control-Allow-Methods", allowMethods),
            ("Access-Control-Allow-Headers", allowHeaders), ("Access-Control-Expose-Headers", exposeHeaders),
            ("Access-Control-Max-Age", maxAge), ("Vary", vary),
        ].compactMap { name, value in value.map { (name, $0) } }
    }
}

extension CORSConfiguration {
    /// The answer to a preflight, or `nil` when no rule lets it pass.
    /// - Parameters:
    ///   - origin: The header Origin, compared by bytes: scheme and port count.
    ///   - method: The header Access-Control-Request-Method, compared by bytes.
    ///   - requestHeaders: The header Access-Control-Request-Headers. Its names are compared without regard to case.
    package func preflight(origin: String, method: String, requestHeaders: String?) -> CORSAnswer? {
        let names = (requestHeaders ?? "").utf8.split(separator: ASCII.comma).map(Self.trimmed).filter { !$0.isEmpty }
        guard let rule = rules.first(where: { $0.allows(origin: origin, method: method) && $0.allows(headers: names) }) else { return nil }
        return answer(rule, origin: origin, allowHeaders: names.isEmpty ? nil : requestHeaders)
    }

    /// What to add to the answer, also a refusal, of a request that names its origin; `nil` when no rule matches. Such an answer still says
    /// `Vary: Origin` when ``responseVary`` is set.
    package func actual(origin: String, method: String) -> CORSAnswer? {
        rules.first { $0.allows(origin: origin, method: method) }.map { answer($0, origin: origin, allowHeaders: nil) }
    }

    private func answer(_ rule: Rule, origin: String, allowHeaders: String?) -> CORSAnswer {
        CORSAnswer(
            allowOrigin: rule.allowedOrigins.contains("*") ? "*" : origin,
            allowMethods: rule.allowedMethods.joined(separator: ", "),
            allowHeaders: allowHeaders,
            exposeHeaders: rule.exposeHeaders.isEmpty ? nil : rule.exposeHeaders.joined(separator: ", "),
            maxAge: rule.maxAgeSeconds.map { String($0) },
            vary: responseVary ? "Origin" : nil)
    }

    private static func trimmed(_ name: Substring.UTF8View) -> [UInt8] {
        let isBlank: (UInt8) -> Bool = { $0 == ASCII.space || $0 == ASCII.tab }
        return Array(name.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}

extension CORSConfiguration.Rule {
    fileprivate func allows(origin: String, method: String) -> Bool {
        allowedMethods.contains { $0.utf8.elementsEqual(method.utf8) }
            && allowedOrigins.contains { WildcardPattern($0.utf8, hasSingle: false).matches(origin.utf8) }
    }

    fileprivate func allows(headers names: [[UInt8]]) -> Bool {
        let patterns = allowedHeaders.map { WildcardPattern($0.utf8, hasSingle: false, ignoresCase: true) }
        return names.allSatisfy { name in patterns.contains { $0.matches(name) } }
    }
}
