import OSSSigning
import OSSWire

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Waybill {
    /// The longest document that is read: 10,000 parts with tokens and long keys.
    public static let maximumBytes = 64 * 1024 * 1024

    /// Reads a document.
    /// - Throws: ``ClientError`` with the code `invalidWaybill`, saying what is wrong.
    public init(json: [UInt8]) throws {
        guard json.count <= Self.maximumBytes else { throw Self.invalid("it is longer than 64 MiB") }
        let decoder = JSONDecoder()
        // The version is read first: another one may look entirely different.
        guard let version = try? decoder.decode(Version.self, from: Data(json)) else {
            throw Self.invalid("it is not a JSON object with the member \"waybill\"")
        }
        guard version.waybill == Self.currentVersion else {
            throw Self.invalid("it has version \(version.waybill), and this program reads version \(Self.currentVersion)")
        }
        do { self = try decoder.decode(Waybill.self, from: Data(json)) } catch let error as DecodingError {
            throw Self.invalid(Self.place(of: error))
        }
        try validate()
    }

    /// The document, in one line, with its check.
    public func json() throws -> [UInt8] {
        var sealed = self
        sealed.check = try checksum()
        return try Self.encode(sealed)
    }

    private struct Version: Decodable { let waybill: Int }

    /// The CRC-64 of the document without its check, in decimal. The members of objects are sorted, so that it does not depend on the writer.
    func checksum() throws -> String {
        var plain = self
        plain.check = nil
        return String(CRC64.checksum(try Self.encode(plain)))
    }

    private static func encode(_ waybill: Waybill) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(waybill))
    }

    static func invalid(_ reason: String) -> ClientError { ClientError(.invalidWaybill, "this is not a waybill that can be used: \(reason)") }

    /// Where decoding stopped, without the value that stood there.
    private static func place(of error: DecodingError) -> String {
        let context: DecodingError.Context
        switch error {
        case .typeMismatch(_, let found), .valueNotFound(_, let found), .dataCorrupted(let found): context = found
        case .keyNotFound(let key, let found): return "\(path(found.codingPath + [key])) is missing"
        @unknown default: return "it cannot be read"
        }
        return context.codingPath.isEmpty ? "it is not JSON" : "\(path(context.codingPath)) is not what it should be"
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map { key in key.intValue.map { "[\($0)]" } ?? key.stringValue }.joined(separator: ".")
    }
}
