import Crypto

/// V4's canonical form of a request. Signer and verifier make it with the same initialiser, from what is on the wire.
///
/// OSS page: "(Recommended) Include a V4 signature in a URL".
public struct CanonicalRequest: Hashable, Sendable {
    /// The bytes that are hashed into the string to sign.
    public let bytes: [UInt8]

    /// The bytes as text, as OSS shows them in an error document.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// - Parameter additionalHeaders: in lower case and sorted.
    init(method: String, resource: Resource, query: Query, headers: SignedHeaders, additionalHeaders: [String]) {
        var output: [UInt8] = []
        output.reserveCapacity(512)
        output.append(contentsOf: method.utf8)
        output.append(ASCII.lineFeed)
        Self.appendURI(resource, to: &output)
        output.append(ASCII.lineFeed)
        query.appendCanonical(to: &output)
        output.append(ASCII.lineFeed)
        headers.append(to: &output)
        output.append(ASCII.lineFeed)
        for (index, name) in additionalHeaders.enumerated() {
            if index > 0 { output.append(ASCII.semicolon) }
            output.append(contentsOf: name.utf8)
        }
        output.append(ASCII.lineFeed)
        output.append(contentsOf: headers.value(ParameterName.contentSHA256) ?? Array(ParameterName.unsignedPayload.utf8))
        self.bytes = output
    }

    /// `/`, `/bucket/` or `/bucket/key`: the logical resource, whatever the addressing, escaped but for its slashes and never normalised.
    private static func appendURI(_ resource: Resource, to output: inout [UInt8]) {
        output.append(ASCII.slash)
        guard let bucket = resource.bucket else { return }
        output.append(contentsOf: bucket.rawValue.utf8)
        output.append(ASCII.slash)
        if let key = resource.key { PercentEncoding.append(key.bytes, to: &output, keepingSlash: true) }
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
        var output: [UInt8] = []
        output.reserveCapacity(160)
        output.append(contentsOf: ParameterName.algorithm.utf8)
        output.append(ASCII.lineFeed)
        time.appendISO8601Basic(to: &output)
        output.append(ASCII.lineFeed)
        scope.append(to: &output, separator: [ASCII.slash])
        output.append(ASCII.lineFeed)
        var hash = SHA256()
        request.bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        Hex.append(hash.finalize(), to: &output)
        self.bytes = output
    }

    init(bytes: [UInt8]) { self.bytes = bytes }
}

extension CredentialScope {
    /// Appends the four parts; a URL's separator is the escaped slash.
    func append(to output: inout [UInt8], separator: some Collection<UInt8>) {
        output.append(contentsOf: day.utf8)
        output.append(contentsOf: separator)
        output.append(contentsOf: region.utf8)
        output.append(contentsOf: separator)
        output.append(contentsOf: product.utf8)
        output.append(contentsOf: separator)
        output.append(contentsOf: Self.terminator.utf8)
    }
}
