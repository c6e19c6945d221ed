import OSSSigning

extension CORSConfiguration {
    /// Reads the body of PutBucketCors.
    /// - Throws: MalformedXML, also for more than 16 KB; CORSRuleBeyondLimit; InvalidArgument for an entry that may not stand there.
    package init(xml: [UInt8]) throws(OSSError) {
        let root = try XMLElement.configuration("CORSConfiguration", xml, maximumBytes: Self.maximumBytes)
        try root.checkContent(once: ["ResponseVary"], often: ["CORSRule"])
        let elements = root.all("CORSRule")
        guard !elements.isEmpty else { throw .malformedXML }
        guard elements.count <= Self.maximumRules else { throw .corsRuleBeyondLimit }
        var rules: [Rule] = []
        for element in elements { rules.append(try Rule(element)) }
        self.init(rules: rules, responseVary: try root.boolean("ResponseVary") ?? false)
    }
}

extension CORSConfiguration.Rule {
    fileprivate init(_ element: XMLElement) throws(OSSError) {
        try element.checkContent(once: ["MaxAgeSeconds"], often: ["AllowedOrigin", "AllowedMethod", "AllowedHeader", "ExposeHeader"])
        self.init(
            allowedOrigins: try element.leaves("AllowedOrigin"), allowedMethods: try element.leaves("AllowedMethod"),
            allowedHeaders: try element.leaves("AllowedHeader"), exposeHeaders: try element.leaves("ExposeHeader"),
            maxAgeSeconds: try element.integer("MaxAgeSeconds", in: 0...999_999_999))
        guard !allowedOrigins.isEmpty, !allowedMethods.isEmpty else { throw .malformedXML }
        for origin in allowedOrigins {
            guard !origin.isEmpty, Self.wildcards(origin) <= 1, origin.utf8.allSatisfy(ASCII.isVisible) else {
                throw .invalidArgument(
                    "The AllowedOrigin you specified is invalid.", name: "AllowedOrigin", value: origin, ec: "0034-00000009")
            }
        }
        for method in allowedMethods where !["GET", "PUT", "DELETE", "POST", "HEAD"].contains(method) {
            throw .invalidArgument("The AllowedMethod you specified is invalid.", name: "AllowedMethod", value: method)
        }
        for header in allowedHeaders {
            guard Self.wildcards(header) <= 1, Self.isHeaderName(header) else {
                throw .invalidArgument("The AllowedHeader you specified is invalid.", name: "AllowedHeader", value: header)
            }
        }
        for header in exposeHeaders {
            guard Self.wildcards(header) == 0 else {
                throw .invalidArgument(
                    "The ExposeHeader you specified must not contain the wildcard *.", name: "ExposeHeader", value: header, ec: "0034-00000013")
            }
            // These names go into the headers of answers, so nothing may pass that ends a line there.
            guard Self.isHeaderName(header) else {
                throw .invalidArgument("The ExposeHeader you specified is invalid.", name: "ExposeHeader", value: header)
            }
        }
    }

    private static func wildcards(_ text: String) -> Int { text.utf8.count { $0 == UInt8(ascii: "*") } }

    /// A token of RFC 9110.
    private static func isHeaderName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { ASCII.isVisible($0) && !"\"(),/:;<=>?@[\\]{}".utf8.contains($0) }
    }
}

extension CORSConfiguration {
    /// Reads an answer.
    package init(answer xml: [UInt8]) throws(XMLReadError) {
        let root = try XMLElement.answer(xml, root: "CORSConfiguration")
        let rules = root.all("CORSRule").map { element in
            Rule(
                allowedOrigins: element.all("AllowedOrigin").map(\.text), allowedMethods: element.all("AllowedMethod").map(\.text),
                allowedHeaders: element.all("AllowedHeader").map(\.text), exposeHeaders: element.all("ExposeHeader").map(\.text),
                maxAgeSeconds: element.number(of: "MaxAgeSeconds"))
        }
        self.init(rules: rules, responseVary: root.isTrue("ResponseVary"))
    }
}
