import Crypto

/// V4's canonical form of a request. Signer and verifier make it with the same code, from what is on the wire.
///
/// OSS page: "(Recommended) Include a V4 signature in a URL".
public struct CanonicalRequest: Hashable, Sendable {
    /// The bytes that are hashed into the string to sign.
    public let bytes: [UInt8]

    /// The bytes as text, as OSS shows them in an error document.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// - Parameter additionalHeaders: in lower case and sorted.
    init(method: String, resource: Resource, query: Query, headers: SignedHeaders, additionalHeaders: [String]) {
        var output = ByteWriter(capacity: 512)
        Self.write(
            method: method, resource: resource, query: query, headers: headers, additionalHeaders: additionalHeaders, to: &output)
        self.bytes = output.array
    }

    /// The form itself: verb, resource, query, headers, additional headers, hash of the payload, a line each.
    static func write(
        method: String, resource: Resource, query: Query, headers: SignedHeaders, additionalHeaders: [String], to output: inout ByteWriter
    ) {
        output.append(text: method)
        output.append(ASCII.lineFeed)
        appendURI(resource, to: &output)
        output.append(ASCII.lineFeed)
        query.appendCanonical(to: &output)
        output.append(ASCII.lineFeed)
        headers.append(to: &output)
        output.append(ASCII.lineFeed)
        for (index, name) in additionalHeaders.enumerated() {
            if index > 0 { output.append(ASCII.semicolon) }
            output.append(text: name)
        }
        output.append(ASCII.lineFeed)
        if let hash = headers.value(ParameterName.contentSHA256) {
            output.append(hash)
        } else {
            output.append(ParameterName.unsignedPayload)
        }
    }

    /// `/`, `/bucket/` or `/bucket/key`: the logical resource, whatever the addressing, escaped but for its slashes and never normalised.
    private static func appendURI(_ resource: Resource, to output: inout ByteWriter) {
        output.append(ASCII.slash)
        guard let bucket = resource.bucket else { return }
        output.append(text: bucket.rawValue)
        output.append(ASCII.slash)
        if case .object(_, let key) = resource { output.append(escaping: key.bytes, keepingSlash: true) }
    }
}

/// What is fed to the HMAC.
public struct StringToSign: Hashable, Sendable {
    /// The bytes.
    public let bytes: [UInt8]

    /// The bytes as text, as OSS shows them in an error document.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// V4: the algorithm, the moment, the scope and the hash of the canonical request, a line each.
    init(_ request: CanonicalRequest, time: SigningTime, scope: CredentialScope) {
        var output = ByteWriter(capacity: 192)
        request.bytes.withUnsafeBytes { Self.write(canonicalRequest: $0, time: time, scope: scope, to: &output) }
        self.bytes = output.array
    }

    static func write(canonicalRequest: UnsafeRawBufferPointer, time: SigningTime, scope: CredentialScope, to output: inout ByteWriter) {
        output.append(ParameterName.algorithm)
        output.append(ASCII.lineFeed)
        time.appendISO8601Basic(to: &output)
        output.append(ASCII.lineFeed)
        scope.append(to: &output, separator: "/")
        output.append(ASCII.lineFeed)
        var hash = SHA256()
        hash.update(bufferPointer: canonicalRequest)
        hash.finalize().withUnsafeBytes { output.append(hex: $0) }
    }

    init(bytes: [UInt8]) { self.bytes = bytes }
}

extension CredentialScope {
    /// Appends the four parts; a URL's separator is the escaped slash.
    func append(to output: inout ByteWriter, separator: StaticString) {
        output.append(text: day)
        output.append(separator)
        output.append(text: region)
        output.append(separator)
        output.append(text: product)
        output.append(separator)
        output.append(text: Self.terminator)
    }
}
