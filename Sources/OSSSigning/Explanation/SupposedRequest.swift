import Crypto
import HTTPTypes

/// A request as its signer may have seen it: every input of the signature, each of which a supposition can change.
///
/// It is written on its own rather than with ``CanonicalRequest``, because it has to make the mistakes that this one cannot.
struct SupposedRequest {
    /// A decoded parameter.
    struct Parameter: Equatable {
        var name: [UInt8]
        var value: [UInt8]
    }

    let version: SignatureVersion
    var method: String
    /// The line of the resource, as it is signed: escaped in V4, plain in V1.
    var path: [UInt8]
    /// All but V4's signature.
    var parameters: [Parameter]
    /// Names in lower case, sorted.
    var headers: [(name: String, value: [UInt8])]
    var additionalHeaders: [String]
    var payload: [UInt8]
    /// The date of the string to sign.
    var date: [UInt8]
    /// V4's scope in the string to sign.
    var scope: CredentialScope
    var key: SupposedKey

    var writesEmptyValues = false
    var signsEveryParameter = false
    var leavesEmptyLineOut = false
    var endsInLineFeed = false

    /// The request as it arrived.
    init?(_ request: ReceivedRequest, _ presented: PresentedSignature, secret: Secret) {
        method = request.method.rawValue
        parameters = request.query.pairs.map { Parameter(name: Array($0.name), value: Array($0.value)) }
        switch presented.parameters {
        case .v4(let credential, let time, _, let additional):
            version = .v4
            parameters.removeAll { $0.name.elementsEqual(ParameterName.signature.text.utf8) }
            let signed = SignedHeaders(request.fields, additionalHeaders: additional)
            headers = signed.entries
            additionalHeaders = additional
            payload = signed.value(ParameterName.contentSHA256) ?? Array(ParameterName.unsignedPayload.description.utf8)
            date = Array(time.iso8601Basic.utf8)
            scope = credential.scope
            key = SupposedKey(v4: secret, scope: credential.scope)
        case .v1(_, let text, _):
            version = .v1
            headers = SignedHeaders(request.fields).entries
            additionalHeaders = []
            payload = []
            date = text
            scope = CredentialScope(day: "", region: "", product: "")
            key = SupposedKey(v1: secret)
        }
        path = Self.path(bucket: request.resource.bucket?.rawValue, key: request.resource.key?.bytes, version: version)
    }

    static func path(bucket: String?, key: [UInt8]?, version: SignatureVersion) -> [UInt8] {
        var path: [UInt8] = [ASCII.slash]
        if let bucket { path += Array(bucket.utf8) + [ASCII.slash] }
        if let key { path += version == .v4 ? Array(PercentEncoding.encode(key, keepingSlash: true).utf8) : key }
        return path
    }

    /// The bytes that the signature is made of.
    var stringToSign: [UInt8] { version == .v4 ? v4StringToSign : v1StringToSign }

    var canonicalRequest: [UInt8] {
        var output = Array(method.utf8) + [ASCII.lineFeed] + path + [ASCII.lineFeed] + canonicalQuery + [ASCII.lineFeed]
        for header in headers { output += Array(header.name.utf8) + [ASCII.colon] + header.value + [ASCII.lineFeed] }
        if !leavesEmptyLineOut { output.append(ASCII.lineFeed) }
        output += Array(additionalHeaders.joined(separator: ";").utf8) + [ASCII.lineFeed] + payload
        if endsInLineFeed { output.append(ASCII.lineFeed) }
        return output
    }

    private var canonicalQuery: [UInt8] {
        let pairs = parameters.map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value)) }.sorted { a, b in
            a.0.utf8.elementsEqual(b.0.utf8) ? a.1.utf8.lexicographicallyPrecedes(b.1.utf8) : a.0.utf8.lexicographicallyPrecedes(b.0.utf8)
        }
        let lines = pairs.map { $0.1.isEmpty && !writesEmptyValues ? $0.0 : "\($0.0)=\($0.1)" }
        return Array(lines.joined(separator: "&").utf8)
    }

    private var v4StringToSign: [UInt8] {
        var output = Array(ParameterName.algorithm.description.utf8) + [ASCII.lineFeed] + date + [ASCII.lineFeed]
        output += Array(scope.description.utf8) + [ASCII.lineFeed]
        var hash = SHA256()
        canonicalRequest.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return output + hash.finalize().withUnsafeBytes { Array(Hex.lowercase($0).utf8) }
    }

    private var v1StringToSign: [UInt8] {
        var output = Array(method.utf8) + [ASCII.lineFeed]
        for name in ["content-md5", "content-type"] { output += (headers.first { $0.name == name }?.value ?? []) + [ASCII.lineFeed] }
        output += date + [ASCII.lineFeed]
        for header in headers where header.name.hasPrefix("x-oss-") {
            output += Array(header.name.utf8) + [ASCII.colon] + header.value + [ASCII.lineFeed]
        }
        output += path
        let unsigned = [ParameterName.v1AccessKeyID, .v1Expires, .v1Signature].map { Array($0.text.utf8) }
        let signed = parameters.filter { signsEveryParameter ? !unsigned.contains($0.name) : SubResources.isSigned($0.name) }
            .sorted { a, b in a.name == b.name ? a.value.lexicographicallyPrecedes(b.value) : a.name.lexicographicallyPrecedes(b.name) }
        for (index, parameter) in signed.enumerated() {
            output += [index == 0 ? ASCII.question : ASCII.ampersand] + parameter.name
            if !parameter.value.isEmpty || writesEmptyValues { output += [ASCII.equals] + parameter.value }
        }
        if endsInLineFeed { output.append(ASCII.lineFeed) }
        return output
    }
}

// The edits that suppositions are made of.
extension SupposedRequest {
    func header(_ name: String) -> [UInt8]? { headers.first { $0.name == name }?.value }

    mutating func removeHeaders(_ names: [String]) { headers.removeAll { names.contains($0.name) } }

    mutating func setHeader(_ name: String, _ value: some Sequence<UInt8>) {
        removeHeaders([name])
        headers.append((name, Array(value)))
        headers.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    func parameter(_ name: String) -> [UInt8]? { parameters.first { $0.name.elementsEqual(name.utf8) }?.value }

    mutating func setParameter(_ name: String, _ value: some Sequence<UInt8>) {
        guard let index = parameters.firstIndex(where: { $0.name.elementsEqual(name.utf8) }) else {
            return parameters.append(Parameter(name: Array(name.utf8), value: Array(value)))
        }
        parameters[index].value = Array(value)
    }

    mutating func removeParameters(_ names: [[UInt8]]) { parameters.removeAll { names.contains($0.name) } }
}
