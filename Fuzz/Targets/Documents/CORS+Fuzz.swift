import OSSSigning
import OSSWire

extension FuzzTarget {
    /// CORS rules asked by a browser: origin, method and headers stand in the first three lines, the configuration behind them.
    static let cors = FuzzTarget("cors") { input in
        var lines = InputLines(input)
        let (origin, method, headers) = (lines.text(), lines.text(), lines.text())
        let body = lines.remainder()
        guard let configuration = reading({ try CORSConfiguration(xml: body) }) else { return }
        let answer = configuration.preflight(origin: origin, method: method, requestHeaders: headers)
        try BrokenLaw.unless(
            answer == configuration.preflight(origin: origin, method: method, requestHeaders: headers), "the same question, the same answer")
        let naive = configuration.rules.first { rule in
            rule.allowedMethods.contains { $0.utf8.elementsEqual(method.utf8) }
                && rule.allowedOrigins.contains { NaiveWildcard.matches(Array($0.utf8), Array(origin.utf8), hasSingle: false) }
                && headers.utf8.split(separator: ASCII.comma).map { trimmed($0) }.filter { !$0.isEmpty }
                    .allSatisfy { name in
                        rule.allowedHeaders.contains { NaiveWildcard.matches(lower($0.utf8), lower(name), hasSingle: false) }
                    }
        }
        try BrokenLaw.unless((answer == nil) == (naive == nil), "both matchers find a rule, or none")
        if let answer, let naive {
            let expected = naive.allowedOrigins.contains { $0.utf8.elementsEqual("*".utf8) } ? "*" : origin
            try BrokenLaw.unless(answer.allowOrigin.utf8.elementsEqual(expected.utf8), "the origin is echoed, or a star")
        }
        if answer != nil { try BrokenLaw.unless(configuration.actual(origin: origin, method: method) != nil, "what a preflight allows is answered") }
    }

    private static func lower(_ text: some Sequence<UInt8>) -> [UInt8] { text.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 } }

    private static func trimmed(_ text: Substring.UTF8View) -> [UInt8] {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        return Array(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}
