/// From which pages a browser may use a bucket, and with which methods and headers.
///
/// OSS pages: "PutBucketCors", "GetBucketCors".
public struct CORSConfiguration: Hashable, Sendable {
    /// The first one that matches decides.
    public var rules: [Rule]
    /// Whether every answer, to whatever request, says `Vary: Origin`.
    public var responseVary: Bool

    /// One rule.
    public struct Rule: Hashable, Sendable {
        /// Origins such as `https://example.com:8080`, with one `*` at most in each.
        public var allowedOrigins: [String]
        /// Of `GET`, `PUT`, `DELETE`, `POST` and `HEAD`.
        public var allowedMethods: [String]
        /// Names of request headers, with one `*` at most in each.
        public var allowedHeaders: [String]
        /// Names of response headers that a page may read.
        public var exposeHeaders: [String]
        /// For how many seconds a browser may remember the answer to a preflight.
        public var maxAgeSeconds: Int?

        /// A rule.
        public init(
            allowedOrigins: [String], allowedMethods: [String], allowedHeaders: [String] = [], exposeHeaders: [String] = [],
            maxAgeSeconds: Int? = nil
        ) {
            self.allowedOrigins = allowedOrigins
            self.allowedMethods = allowedMethods
            self.allowedHeaders = allowedHeaders
            self.exposeHeaders = exposeHeaders
            self.maxAgeSeconds = maxAgeSeconds
        }
    }

    /// Rules in the order in which they are tried.
    public init(rules: [Rule], responseVary: Bool = false) {
        self.rules = rules
        self.responseVary = responseVary
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
