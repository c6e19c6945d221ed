import OSSSigning
import Testing

@testable import OSSWire

@Suite("Arithmetic modulo an odd number")
struct MontgomeryModulusTests {
    /// Modulus, base, and the base to the power of 65537, computed by Python's `pow`.
    static let powers: [(modulus: String, base: String, power: String)] = [
        ("3", "0", "0"),
        ("3", "1", "1"),
        ("3", "2", "2"),
        ("3", "0", "0"),
        ("3", "1", "1"),
        ("3", "2", "2"),
        ("1ca27", "0", "0"),
        ("1ca27", "1", "1"),
        ("1ca27", "1ca26", "1ca26"),
        ("1ca27", "14d47", "a0ad"),
        ("494597990c5c7fd1", "0", "0"),
        ("494597990c5c7fd1", "1", "1"),
        ("494597990c5c7fd1", "494597990c5c7fd0", "494597990c5c7fd0"),
        ("494597990c5c7fd1", "4497c815d23f0824", "2529a4ab0ac157e7"),
        ("dd9dc9f81818e811", "0", "0"),
        ("dd9dc9f81818e811", "1", "1"),
        ("dd9dc9f81818e811", "ed904759531985d", "676a788502e3752d"),
        ("dd9dc9f81818e811", "dd9dc9f81818e810", "dd9dc9f81818e810"),
        ("181e74ef5e8e25d95", "0", "0"),
        ("181e74ef5e8e25d95", "1", "1"),
        ("181e74ef5e8e25d95", "181e74ef5e8e25d94", "181e74ef5e8e25d94"),
        ("181e74ef5e8e25d95", "1600a35a099950d8", "6a5d8a33314602d6"),
        ("4b9c7bec3d9c172411e20b8f6b0d549b", "0", "0"),
        ("4b9c7bec3d9c172411e20b8f6b0d549b", "1", "1"),
        ("4b9c7bec3d9c172411e20b8f6b0d549b", "4b9c7bec3d9c172411e20b8f6b0d549a", "4b9c7bec3d9c172411e20b8f6b0d549a"),
        ("4b9c7bec3d9c172411e20b8f6b0d549b", "1c93182cf28c105d1fb17c2390c192cf", "141cf5e62feafeab36869faefd10e890"),
        ("f29d0da9953f48f1a09f76b5a170b339", "0", "0"),
        ("f29d0da9953f48f1a09f76b5a170b339", "1", "1"),
        ("f29d0da9953f48f1a09f76b5a170b339", "f29d0da9953f48f1a09f76b5a170b338", "f29d0da9953f48f1a09f76b5a170b338"),
        ("f29d0da9953f48f1a09f76b5a170b339", "658cda1495e60af593bd04cf0fd630f1", "7408d139e1aeba6ce7880e95d7cdc57f"),
        ("10becd7b03898d190f9ebdacc0cb1e29d", "0", "0"),
        ("10becd7b03898d190f9ebdacc0cb1e29d", "1", "1"),
        ("10becd7b03898d190f9ebdacc0cb1e29d", "6b4cb2424a23d5962217beaddbc496cb", "f29ac5bc0abbe1dccb8ba17af3b0f2b0"),
        ("10becd7b03898d190f9ebdacc0cb1e29d", "10becd7b03898d190f9ebdacc0cb1e29c", "10becd7b03898d190f9ebdacc0cb1e29c"),
        (
            "8c38fb2918f135d25f557203301850c5a38fd547923a736994e3bf911a61dbe22e44158bae97ba94d0eda82f8f6d05584ef8aa38922766581e27a1c08a6a63ed", "0",
            "0"
        ),
        (
            "8c38fb2918f135d25f557203301850c5a38fd547923a736994e3bf911a61dbe22e44158bae97ba94d0eda82f8f6d05584ef8aa38922766581e27a1c08a6a63ed", "1",
            "1"
        ),
        (
            "8c38fb2918f135d25f557203301850c5a38fd547923a736994e3bf911a61dbe22e44158bae97ba94d0eda82f8f6d05584ef8aa38922766581e27a1c08a6a63ed",
            "8c38fb2918f135d25f557203301850c5a38fd547923a736994e3bf911a61dbe22e44158bae97ba94d0eda82f8f6d05584ef8aa38922766581e27a1c08a6a63ec",
            "8c38fb2918f135d25f557203301850c5a38fd547923a736994e3bf911a61dbe22e44158bae97ba94d0eda82f8f6d05584ef8aa38922766581e27a1c08a6a63ec"
        ),
        (
            "8c38fb2918f135d25f557203301850c5a38fd547923a736994e3bf911a61dbe22e44158bae97ba94d0eda82f8f6d05584ef8aa38922766581e27a1c08a6a63ed",
            "7403e430ec66a78795e761d17731af10506bf2efc6f877186d76b07e881ed162ae2eb1547f15052434b9b5df9e7769b10f4205b4907a70c31012f037b64ce422",
            "1f3d12d32cfa3ae0335458c1908b16925fb9cea14d4c054e10b3bc323f09857869e45bc8f1a404aa3c68c0342ebcc255bf9f86262e1823e4559509a7a6dd0f58"
        ),
        (
            "1e5babced2057ee05cde00902c77ebff206867347214cdd2055930d6eaf14f4733f3e7d1bfbc7a2ea20b2f14c942e05319acb5c74273f98e2774cbd87ad5c90a959",
            "0", "0"
        ),
        (
            "1e5babced2057ee05cde00902c77ebff206867347214cdd2055930d6eaf14f4733f3e7d1bfbc7a2ea20b2f14c942e05319acb5c74273f98e2774cbd87ad5c90a959",
            "1", "1"
        ),
        (
            "1e5babced2057ee05cde00902c77ebff206867347214cdd2055930d6eaf14f4733f3e7d1bfbc7a2ea20b2f14c942e05319acb5c74273f98e2774cbd87ad5c90a959",
            "1e5babced2057ee05cde00902c77ebff206867347214cdd2055930d6eaf14f4733f3e7d1bfbc7a2ea20b2f14c942e05319acb5c74273f98e2774cbd87ad5c90a958",
            "1e5babced2057ee05cde00902c77ebff206867347214cdd2055930d6eaf14f4733f3e7d1bfbc7a2ea20b2f14c942e05319acb5c74273f98e2774cbd87ad5c90a958"
        ),
        (
            "1e5babced2057ee05cde00902c77ebff206867347214cdd2055930d6eaf14f4733f3e7d1bfbc7a2ea20b2f14c942e05319acb5c74273f98e2774cbd87ad5c90a959",
            "156f646e1f40a097c976bf46c697d2caf82eeeacbe226e875555790f82ec1d3fcff2a3af4d46b0a18e8830e07bc1e398f1012bd4acefaecbd389be4bcfc49b64a08",
            "65b4bfcbdb91932f74b0a1e49178bdaca5e177ff071f67662471421a4b5be4dc92852edef5345f8acae9bc4da09fb33811a4bfd875b3bd2c4e8d7ea0aa462fb628"
        ),
        (
            "fe3b890b93f448b3a5aa3c814f426dcbb394fb36bb2d420f0f88080b10a3d6b2aa05e11ab2715945795e8229451abd81f1d69ed617f5e837d70820fe119a72d174c9df6acc011cdd9474031b7f26144b98289fcd59a54a7bb1fee08f571242425051c1ccd17f9acae01f5057ca02135e92b1d3f28ede0d7ac3baea9e13deef87",
            "0", "0"
        ),
        (
            "fe3b890b93f448b3a5aa3c814f426dcbb394fb36bb2d420f0f88080b10a3d6b2aa05e11ab2715945795e8229451abd81f1d69ed617f5e837d70820fe119a72d174c9df6acc011cdd9474031b7f26144b98289fcd59a54a7bb1fee08f571242425051c1ccd17f9acae01f5057ca02135e92b1d3f28ede0d7ac3baea9e13deef87",
            "1", "1"
        ),
        (
            "fe3b890b93f448b3a5aa3c814f426dcbb394fb36bb2d420f0f88080b10a3d6b2aa05e11ab2715945795e8229451abd81f1d69ed617f5e837d70820fe119a72d174c9df6acc011cdd9474031b7f26144b98289fcd59a54a7bb1fee08f571242425051c1ccd17f9acae01f5057ca02135e92b1d3f28ede0d7ac3baea9e13deef87",
            "fe3b890b93f448b3a5aa3c814f426dcbb394fb36bb2d420f0f88080b10a3d6b2aa05e11ab2715945795e8229451abd81f1d69ed617f5e837d70820fe119a72d174c9df6acc011cdd9474031b7f26144b98289fcd59a54a7bb1fee08f571242425051c1ccd17f9acae01f5057ca02135e92b1d3f28ede0d7ac3baea9e13deef86",
            "fe3b890b93f448b3a5aa3c814f426dcbb394fb36bb2d420f0f88080b10a3d6b2aa05e11ab2715945795e8229451abd81f1d69ed617f5e837d70820fe119a72d174c9df6acc011cdd9474031b7f26144b98289fcd59a54a7bb1fee08f571242425051c1ccd17f9acae01f5057ca02135e92b1d3f28ede0d7ac3baea9e13deef86"
        ),
        (
            "fe3b890b93f448b3a5aa3c814f426dcbb394fb36bb2d420f0f88080b10a3d6b2aa05e11ab2715945795e8229451abd81f1d69ed617f5e837d70820fe119a72d174c9df6acc011cdd9474031b7f26144b98289fcd59a54a7bb1fee08f571242425051c1ccd17f9acae01f5057ca02135e92b1d3f28ede0d7ac3baea9e13deef87",
            "72fdf2022a96fb1a14a0f9e77f1b103cdf1582b0eab477d26415479c65dc9f503f63af83bd0561e6211c70cf49952399c4aaeac137dc76fb0f17a3007e62aa0a1df9fd789c6539382b0537e65affb2297631a992f0ce583505c6af0758d5563dab2cd31ee315128862c33a4fb774eb5248db40af72158370d269a9a5ae658f33",
            "273ffaa859220352e5df239873561230efa146eff793ab54e14ed4ac426bc2533baeeb6205c29450197af21ab2370d225eb8ac57b009b4ee2ade97734e94e33ce61fb37bb13cbc3f03e17d8e59c8db00e8fac9c7e57355d94095096c4ccad87f29c922e464ba3299789666fa25460560cd5ef51312e0d285286aa015b3663476"
        ),
    ]

    @Test("the power of 65537 is what Python says, at every size of a limb", arguments: powers)
    func power(modulus: String, base: String, power: String) throws {
        let bytes = Self.bytes(modulus)
        let number = try #require(MontgomeryModulus(bigEndian: bytes))
        #expect(number.power65537(of: Self.bytes(base), count: bytes.count + 3) == Self.padded(Self.bytes(power), count: bytes.count + 3))
    }

    @Test(
        "there is no arithmetic modulo 0, 1 and even numbers",
        arguments: [[], [0], [1], [0, 0, 1], [2], [0xFF, 0xFE], [1, 0, 0, 0, 0, 0, 0, 0, 0]])
    func impossible(bytes: [UInt8]) { #expect(MontgomeryModulus(bigEndian: bytes) == nil) }

    @Test("a base that is not below the modulus is refused") func tooLarge() throws {
        let number = try #require(MontgomeryModulus(bigEndian: [0x01, 0x01]))
        #expect(number.power65537(of: [0x01, 0x00], count: 2) != nil)
        for base: [UInt8] in [[0x01, 0x01], [0x01, 0x02], [0xFF, 0xFF], [1, 0, 0, 0, 0, 0, 0, 0, 0]] {
            #expect(number.power65537(of: base, count: 2) == nil, "\(base)")
        }
    }

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = (hex.utf8.count % 2 == 0 ? "" : "0") + hex
        return stride(from: 0, to: digits.utf8.count, by: 2).map { UInt8(digits.dropFirst($0).prefix(2), radix: 16)! }
    }

    private static func padded(_ bytes: [UInt8], count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count - bytes.count) + bytes }
}
