import OSSWire

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// CORS rules in JSON, as `waybill cors get` prints them and `waybill cors put` reads them.
struct CORSDocument: Codable {
    var schema: String? = Self.schemaName
    var rules: [Rule]
    var responseVary: Bool?

    static let schemaName = "waybill.cors/1"

    struct Rule: Codable {
        var allowedOrigins: [String]
        var allowedMethods: [String]
        var allowedHeaders: [String]?
        var exposeHeaders: [String]?
        var maxAgeSeconds: Int?

        enum CodingKeys: String, CodingKey {
            case allowedOrigins = "allowed_origins"
            case allowedMethods = "allowed_methods"
            case allowedHeaders = "allowed_headers"
            case exposeHeaders = "expose_headers"
            case maxAgeSeconds = "max_age_seconds"
        }
    }

    enum CodingKeys: String, CodingKey {
        case schema, rules
        case responseVary = "response_vary"
    }

    init(_ configuration: CORSConfiguration) {
        rules = configuration.rules.map {
            Rule(
                allowedOrigins: $0.allowedOrigins, allowedMethods: $0.allowedMethods, allowedHeaders: $0.allowedHeaders,
                exposeHeaders: $0.exposeHeaders, maxAgeSeconds: $0.maxAgeSeconds)
        }
        responseVary = configuration.responseVary
    }

    var configuration: CORSConfiguration {
        CORSConfiguration(
            rules: rules.map {
                CORSConfiguration.Rule(
                    allowedOrigins: $0.allowedOrigins, allowedMethods: $0.allowedMethods, allowedHeaders: $0.allowedHeaders ?? [],
                    exposeHeaders: $0.exposeHeaders ?? [], maxAgeSeconds: $0.maxAgeSeconds)
            }, responseVary: responseVary ?? false)
    }

    /// Reads the JSON.
    /// - Throws: `CommandFailure` that says what is missing. A name that is not known is refused: a rule that was misspelt would be lost.
    static func read(_ bytes: [UInt8]) throws -> CORSDocument {
        do {
            try checkNames(JSONReader.read(bytes))
            let document = try JSONDecoder().decode(CORSDocument.self, from: Data(bytes))
            guard document.schema ?? schemaName == schemaName else { throw CommandFailure.usage("the rules: the schema is \(schemaName)") }
            return document
        } catch let error as CommandFailure {
            throw error
        } catch {
            throw CommandFailure.usage(
                "the rules are not {\"rules\": [{\"allowed_origins\": [...], \"allowed_methods\": [...], \"allowed_headers\": [...], "
                    + "\"expose_headers\": [...], \"max_age_seconds\": 600}], \"response_vary\": false}")
        }
    }

    private static func checkNames(_ value: JSONValue) throws {
        func check(_ value: JSONValue?, _ known: Set<String>) throws {
            for member in value?.object?.members ?? [] where !known.contains(member.name) {
                throw CommandFailure.usage("the rules: what is \(JSONQuoting.quote(member.name))?")
            }
        }
        try check(value, ["schema", "rules", "response_vary"])
        for rule in value.object?["rules"]?.array ?? [] {
            try check(rule, ["allowed_origins", "allowed_methods", "allowed_headers", "expose_headers", "max_age_seconds"])
        }
    }
}
