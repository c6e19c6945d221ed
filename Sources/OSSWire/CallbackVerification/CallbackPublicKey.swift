import Crypto
import OSSSigning

/// An RSA key that callbacks are verified with: the public half of OSS's, or of a local server's.
///
/// OSS's own key has 512 bits, fewer than cryptographic libraries take today, and OSS signs over MD5. What a verified callback is worth is what
/// OSS gives it.
///
/// OSS page: "Callback", the signature.
public struct CallbackPublicKey: Hashable, Sendable {
    private let modulus: MontgomeryModulus
    /// The bits of the modulus.
    public let bitCount: Int

    /// The bits that a modulus may have. OSS's has the fewest; more than the most would only cost time.
    public static let bitCounts = 512...4096
    /// The longest text that is read.
    public static let maximumBytes = 16 * 1024

    /// Reads `-----BEGIN PUBLIC KEY-----`, as OSS publishes it.
    /// - Throws: ``CallbackVerificationError/malformedKey`` for other text, other algorithms, a modulus of another size, and any exponent that is
    ///   not 65537.
    public init(pem: some Collection<UInt8>) throws(CallbackVerificationError) {
        guard pem.count <= Self.maximumBytes, let der = Self.der(Array(pem)), let numbers = Self.numbers(der) else { throw .malformedKey }
        let bytes = numbers.modulus.drop { $0 == 0 }
        guard let first = bytes.first, let modulus = MontgomeryModulus(bigEndian: bytes) else { throw .malformedKey }
        bitCount = bytes.count * 8 - first.leadingZeroBitCount
        guard Self.bitCounts.contains(bitCount), numbers.exponent.elementsEqual([0x01, 0x00, 0x01]) else { throw .malformedKey }
        self.modulus = modulus
    }

    /// Whether bytes are the key's signature of a message: RSASSA-PKCS1-v1_5 over MD5, as OSS signs.
    public func isValidSignature(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        isValidSignature(signature, ofDigest: Array(Insecure.MD5.hash(data: message)))
    }

    /// Whether bytes are the key's signature of what has this MD5.
    ///
    /// The whole padding is compared with the only one that is right, rather than read: a verifier that searches for the digest takes forgeries.
    func isValidSignature(_ signature: [UInt8], ofDigest digest: [UInt8]) -> Bool {
        let count = (bitCount + 7) / 8
        guard signature.count == count, let padded = modulus.power65537(of: signature, count: count) else { return false }
        return padded == Self.padded(digest, count: count)
    }

    /// EMSA-PKCS1-v1_5 of RFC 8017: `00 01 FF … FF 00`, the DigestInfo of MD5, the digest.
    private static func padded(_ digest: [UInt8], count: Int) -> [UInt8] {
        let digestInfo: [UInt8] = [0x30, 0x20, 0x30, 0x0C, 0x06, 0x08, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02, 0x05, 0x05, 0x00, 0x04, 0x10]
        let tail = [0x00] + digestInfo + digest
        return [0x00, 0x01] + [UInt8](repeating: 0xFF, count: count - 2 - tail.count) + tail
    }
}

extension CallbackPublicKey {
    /// What is between the two lines of a PEM text, decoded. There is one key in it, and nothing else.
    private static func der(_ text: [UInt8]) -> [UInt8]? {
        let isBlank: (UInt8) -> Bool = { $0 == ASCII.space || $0 == ASCII.tab || $0 == ASCII.lineFeed || $0 == 0x0D }
        let begin = Array("-----BEGIN PUBLIC KEY-----".utf8)
        let end = Array("-----END PUBLIC KEY-----".utf8)
        let trimmed = Array(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
        guard trimmed.count > begin.count + end.count, trimmed.starts(with: begin), trimmed.suffix(end.count).elementsEqual(end) else { return nil }
        return Base64.decode(trimmed.dropFirst(begin.count).dropLast(end.count).filter { !isBlank($0) })
    }

    /// The two numbers of a SubjectPublicKeyInfo (RFC 5280) that holds an RSAPublicKey (RFC 8017).
    private static func numbers(_ der: [UInt8]) -> (modulus: ArraySlice<UInt8>, exponent: ArraySlice<UInt8>)? {
        var document = DERReader(der[...])
        guard var information = document.sequence(), document.isAtEnd, var algorithm = information.sequence(),
            let identifier = algorithm.content(of: .objectIdentifier), identifier.elementsEqual(rsaEncryption),
            let parameters = algorithm.content(of: .null), parameters.isEmpty, algorithm.isAtEnd,
            let bits = information.content(of: .bitString), bits.first == 0, information.isAtEnd
        else { return nil }
        var key = DERReader(bits.dropFirst())
        guard var numbers = key.sequence(), key.isAtEnd, let modulus = numbers.positiveInteger(), let exponent = numbers.positiveInteger(),
            numbers.isAtEnd
        else { return nil }
        return (modulus, exponent)
    }

    /// 1.2.840.113549.1.1.1.
    private static let rsaEncryption: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01]
}
