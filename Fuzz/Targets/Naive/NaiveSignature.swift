import Crypto
import HTTPTypes
import OSSSigning
import OSSWire

/// OSS's two signatures once more, from the documentation, slow and obvious. It shares with the library only what a request is.
///
/// OSS pages: "Include a V4 signature in a URL", "Include signatures in the Authorization header".
struct NaiveSignature {
    let method: String
    let resource: Resource
    let pairs: [(name: [UInt8], value: [UInt8])]
    let fields: HTTPFields

    init(_ request: ReceivedRequest) {
        method = request.method.rawValue
        resource = request.resource
        pairs = request.query.pairs.map { (Array($0.name), Array($0.value)) }
        fields = request.fields
    }

    /// V4's canonical request.
    func canonicalRequest(additionalHeaders: [String]) -> [UInt8] {
        var path = Array("/".utf8)
        if let bucket = resource.bucket { path += Array("\(bucket.rawValue)/".utf8) }
        if let key = resource.key { path += NaivePercentEncoding.encode(key.bytes, keepingSlash: true) }
        let escaped: [(name: [UInt8], value: [UInt8])] = pairs.filter { $0.name != Array("x-oss-signature".utf8) }
            .map { (NaivePercentEncoding.encode($0.name), NaivePercentEncoding.encode($0.value)) }
        let query = Self.written(escaped)
        var lines: [[UInt8]] = [Array(method.utf8), path, query]
        let headers = headers { $0.hasPrefix("x-oss-") || $0 == "content-type" || $0 == "content-md5" || additionalHeaders.contains($0) }
        for header in headers { lines.append(Array(header.name.utf8) + [0x3A] + header.value) }
        lines.append([])
        lines.append(Array(additionalHeaders.joined(separator: ";").utf8))
        let hash = headers.first { $0.name == "x-oss-content-sha256" }
        lines.append(hash?.value ?? Array("UNSIGNED-PAYLOAD".utf8))
        return Array(lines.joined(separator: [0x0A]))
    }

    /// V4's string to sign.
    static func stringToSign(canonicalRequest: [UInt8], date: String, scope: String) -> [UInt8] {
        let hash = SHA256.hash(data: canonicalRequest).map { Self.hex($0) }.joined()
        return Array("OSS4-HMAC-SHA256\n\(date)\n\(scope)\n\(hash)".utf8)
    }

    /// V4's signature of a string to sign: the key is derived over the parts of the scope.
    static func signature(_ stringToSign: [UInt8], secret: String, scope: String) -> String {
        var key = SymmetricKey(data: Array("aliyun_v4\(secret)".utf8))
        for part in scope.split(separator: "/", omittingEmptySubsequences: false) {
            key = SymmetricKey(data: Array(HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key)))
        }
        return HMAC<SHA256>.authenticationCode(for: stringToSign, using: key).map { Self.hex($0) }.joined()
    }

    /// V1's string to sign, as it is documented.
    func stringToSignV1(date: [UInt8]) -> [UInt8] {
        var output = Array("\(method)\n".utf8)
        for name in ["content-md5", "content-type"] { output += (headers { $0 == name }.first?.value ?? []) + [0x0A] }
        output += date + [0x0A]
        for header in headers(where: { $0.hasPrefix("x-oss-") }) { output += Array(header.name.utf8) + [0x3A] + header.value + [0x0A] }
        output += Array("/".utf8)
        if let bucket = resource.bucket { output += Array("\(bucket.rawValue)/".utf8) }
        if let key = resource.key { output += key.bytes }
        let signed = pairs.filter { $0.name.starts(with: "x-oss-".utf8) || SubResources.names.contains(String(decoding: $0.name, as: UTF8.self)) }
        if !signed.isEmpty { output += [0x3F] + Self.written(signed) }
        return output
    }

    /// V1's signature of a string to sign.
    static func signatureV1(_ stringToSign: [UInt8], secret: String) -> [UInt8] {
        Array(HMAC<Insecure.SHA1>.authenticationCode(for: stringToSign, using: SymmetricKey(data: Array(secret.utf8))))
    }

    /// Pairs in order, joined; an empty value leaves its equals sign out.
    private static func written(_ pairs: [(name: [UInt8], value: [UInt8])]) -> [UInt8] {
        var output: [UInt8] = []
        let sorted = pairs.sorted { $0.name == $1.name ? precedes($0.value, $1.value) : precedes($0.name, $1.name) }
        for (position, pair) in sorted.enumerated() {
            if position > 0 { output.append(0x26) }
            output += pair.name
            if !pair.value.isEmpty { output += [0x3D] + pair.value }
        }
        return output
    }

    /// Headers by name in lower case, sorted; repetitions are joined by a comma.
    private func headers(where isWanted: (String) -> Bool) -> [(name: String, value: [UInt8])] {
        var values: [String: [[UInt8]]] = [:]
        for field in fields where isWanted(field.name.canonicalName) {
            let value = field.withUnsafeBytesOfValue { Array($0) }
            values[field.name.canonicalName, default: []].append(Self.trimmed(value))
        }
        return values.map { ($0.key, Array($0.value.joined(separator: [0x2C]))) }.sorted { Self.precedes(Array($0.0.utf8), Array($1.0.utf8)) }
    }

    private static func trimmed(_ value: [UInt8]) -> [UInt8] {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        return Array(value.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }

    private static func precedes(_ a: [UInt8], _ b: [UInt8]) -> Bool { a.lexicographicallyPrecedes(b) }

    private static func hex(_ byte: UInt8) -> String {
        let text = String(byte, radix: 16)
        return text.utf8.count == 1 ? "0\(text)" : text
    }
}
