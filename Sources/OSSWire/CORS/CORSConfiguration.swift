/// From which pages a browser may use a bucket, and with which methods and headers.
///
/// OSS pages: "PutBucketCors", "GetBucketCors".
package struct CORSConfiguration: Equatable, Sendable {
    /// The first one that matches decides.
    package let rules: [Rule]
    /// Whether every answer, to whatever request, says `Vary: Origin`.
    package let responseVary: Bool

    /// One rule.
    package struct Rule: Equatable, Sendable {
        /// Origins such as `https://example.com:8080`, with one `*` at most in each.
        package let allowedOrigins: [String]
        /// Of `GET`, `PUT`, `DELETE`, `POST` and `HEAD`.
        package let allowedMethods: [String]
        /// Names of request headers, with one `*` at most in each.
        package let allowedHeaders: [String]
        /// Names of response headers that a page may read.
        package let exposeHeaders: [String]
        /// For how many seconds a browser may remember the answer to a preflight.
        package let maxAgeSeconds: Int?
    }

    /// OSS names 10 and 20 in different places; 10 is what every bucket may have.
    package static let maximumRules = 10
    package static let maximumBytes = 16 * 1024

    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("CORSConfiguration") { writer in
            for rule in rules { rule.write(to: &writer) }
            writer.element("ResponseVary", responseVary)
        }
        return writer.bytes
    }
}

extension CORSConfiguration.Rule {
    fileprivate func write(to writer: inout XMLWriter) {
        writer.element("CORSRule") { writer in
            for origin in allowedOrigins { writer.element("AllowedOrigin", origin) }
            for method in allowedMethods { writer.element("AllowedMethod", method) }
            for header in allowedHeaders { writer.element("AllowedHeader", header) }
            for header in exposeHeaders { writer.element("ExposeHeader", header) }
            if let maxAgeSeconds { writer.element("MaxAgeSeconds", String(maxAgeSeconds)) }
        }
    }
}
