import Crypto
import OSSSigning
import Testing

@testable import OSSWire

@Suite("The key of a callback")
struct CallbackPublicKeyTests {
    static let message = Array("/a b?x=%20\nbody".utf8)

    /// Keys of OpenSSL's and its signatures (`openssl dgst -md5 -sign`) of the message.
    static let signed: [(bits: Int, key: String, signature: String)] = [
        (
            512, "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAJlv2HuAkzbxP+8kj6UJj+HjuSCjml4y6/dXNxpT6cysqSNawpBOxTpixw6QWJWLNzHm55T8GcmPnOjmG7208wkCAwEAAQ==",
            "UjoRt/9I3z6ZPNdUNHePa8W21+syRhgG3qWAvB/tx7B2N2IYGYs8qJza8tgBTlFWEkaVg+FlrCLFRaM5npPYCw=="
        ),
        (
            1024,
            "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCjK4ZCpBq52SgkiVMBtaZ9cV+PML1dDoTfL2l2FE4jpP1LF2W/GXbdMa9Mt8aBzzy3to9m9mPkZHksQt35YHOZqHkEgLcv7uoWl30bFYVQOrIF4X9WC0kho/nrPSBYdweSvu/i4UCh8rmr/Q/suC/BTrGk69wLebhRG5ohwwsghQIDAQAB",
            "RvY+4ITVlk9mTKv8l4Gy5qvMckiVp1PQmZS2AC4d5jVPcFGH8cGhWGsUOKOEQxmXeOyyz4BfXsuzO+1z7BqWTwB37GL05ifDHWTsute+gnrxxhU91WLo1zEakzfC0jDCuPBEMjsSauB7G9fqw2y4qA3buHjRdpxgBiAvNn0c5qE="
        ),
        (
            1031,
            "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgWCUllFgSyeZh482SfCrXTy6v25G3mNR6S00lhYkk/3cC3p1zdRBmiSONixDvTUQvzbX3vlR3fAOZOuuVQjx/QkBZZSdt08ELEKFpGZQfQB9zP+YFgFrmYH2Y2HX1vh2xhH89P5mw+HVDOlLhMmBHvKIxuN37h6LRIBPCNCYKh5MHwIDAQAB",
            "X41T9nPk3lEWvVDJXU+JT4cg11G+NDIzYZlX4h0s1hOJFxekmSNb3M6NbGII8BPbaVIlW+sWinT633tUdKoxs3YAA6TnQKLWedXNsK0vwJIsIAnFvUQzb5b7RzzJAhy07UFQ3OEuYN+6yr3XWZmhfNhoS+dHo+FfU2UoZMbADDkT"
        ),
        (
            2048,
            "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAt47M3AsaEei8t1cdaagorfvc0SSvGnT7VI/95tlzsBpRsGnr97a6GTkE3X4ERtQnkisC6NEae5nCa6qwcCAiRwm7NilnCcskryja3Dqn9o7/G39ReG0AyuklV2Z+alC6MwXQXVR/T7mlOp4YA5HKDVABmAIrRYvHEGKQEjCkhZJb+CD3lkUQ9zIjSer242pboVOK55gXy+ZdFw6Ai59qxIfsQNfE7d4ea+I3KgEhCV5OND+8e+whW20/KhYx+AugyvS3UnqaZMBeEG+SegfJ7aLOCws6EXppSONnbAsQ2/0crwSivmgTPAmrhEZiF2s6UJQ4eig0tWhY8Zwcw0LRkwIDAQAB",
            "BY7ivDyjjgGVJbL1DV1++renTkuOVbqT255hRhEowabqAkFzQhP1HaWOfu7PfkGJ8ZtzMm+WlInBQqGHH7Ut0mPe25nFvm0wTA29TT/GudE/GIioTloVzU4tbT5zJMiW5VHhGjIHAtTbbiz7PJ35HZiF1I65uvzF5sy07GQfOdZ9msED/gSGXjNT4Ih/Uzj/lOxIZPkTGeVFXuSgDPlon5zdRXXikOUvptu9mS8qNHBXwermDpqLdOyI2r/D9SFp2PReDNtIK48p3pQ9rJ0vt0JSJSD++aDhqIhRH72w137+MpaQ7KQcMsXXacqYpjGpqUCDlOF4Rb6fDL8M24M9fw=="
        ),
        (
            3072,
            "MIIBojANBgkqhkiG9w0BAQEFAAOCAY8AMIIBigKCAYEAqKpSOhKTlmTx8g+Yx6NZc/lugwrVkKWjBP2FQtevD0+e1o7dRjPv5ssptp636NvaWsh+QQhsXf3Ti7I2xG7tHa+IJO+NAk6MtRzwhKfH2QFMwKzF9OIJgBDtaXJ4mrolDi+Vf4Ee6UHLGufa1FHZ10Du9mVoU8LZ3wwdAYcg2//JUVg0rkDOTV/3MKJWeEqEQpNR1x62Fuc5ozTFrgWhFX6LrYhyLdhPgNNuehK5n0w1XVAqG1nxfuKRpnxJ5EcQz9BNKisw1iIpNBvL7HcnZBLPPR3xXyeJjoZdmN9QgjJ/hldfDZmUxcqvAbUKweA/RizDZwtEzBZNBd2M06ak69o1J5hS9O+1GDSmWM1jhAL1/YTOxlvgA0JbMswmezpPBTlCwADJFmIA6YqhWyGekszH8xj9hqkbzba8FU3bR7QQKVaOfxyV+88mUbFG87tD3hwDgVzXeI/ZO1na9NjfBtBUNe8tM5/ybWMbv6VMVmZuort2YzYJJoWIS380PM5nAgMBAAE=",
            "Pp+ZemfONQl1pWAW7ihSE8pPQxm8ru4J4yVcq6gHBH0iYIrCa7ZyaqyzmBXPCq/4ZF5yCpxV3+YWUBh6/+uBqdNf94mLjCR885uTPCydksHbeRTnP5BW71pTkSFSQkjuNc60f/tCQsjN6ovZM4kKrvcQKtjM8jVo5FMTxJA+sNGsGDCYOZLgXn87NL/PdUxQFfPwe6G4hwzP+i4Wollqk8Zyz00fJosJHtUSuEHq9LgvbK7Ud9+B6g6txUai/gYAsEpMnKbBSTl18vzKT+Kgx+3iYrjJRDPUsKs3mA0l1LydTVPW/ofjMmBqB9VLFR6RfqMu/zk8FrrSI3PJNGBvVsRq1Y9T+tmiGMzGzM+uE2Fk5mfT/CZ6/0ItWpV0yEQftUgsF34mStB7KLp9zLhAQL96b30GPsg5xCd6lKq3Z4WCK/7SD5Ux5AuEjCJv1bEniYIRF5kGuOCO3GTf/v7tsqW7TreFISQS7bQyGMKYVu08FZ5744c6ZqiJ1h+qFJfC"
        ),
        (
            4096,
            "MIICIjANBgkqhkiG9w0BAQEFAAOCAg8AMIICCgKCAgEA7DhSEy0mwbqrj2UPhxFQ0G5rZEaiEENOA0zqR364M2rZWCGAZADffpinfl4ZWvRNbMLwi0VJLuX4HNAph070+mMHtsc9xZ3osMe91gXZuIy5lm66avuMbRNCwS2WKN0xsx6rsinfPYJg4ELG+Gk6mOPC+t6t1eeG27b5uO+d9DTsigHssBewyeXN0NsnHM3tfuHtn3tQY7jYjPlnn5AFlJcY83yhx/lD0AZ/WDHZkiaJ0kzgT2jKkKdJ0CPyIrYUGRxZQ0Hwx82gNgNrV0/jPe7db7FY3ZINtyl/jZ5yGUvoOjBZYljKWNbw8/bFnGND3c2P/MIgEit83FiJergQLNZEg7rou76u90KpDJZh1/eVUdOntvzbL7Ux0+2AJvb63/cr0rzk0LSLHZiMi2gG+D5WcsA7dl1Wyi3oRWEXGZZ+YGRzdbsar2Edx6m6huXSBI3gN2thqfD1J/fkoBqT7eWN1YhVPHbALK38JCFsO6DizZAuHntg8e92X6xl0UApF3tMbkZiDYRKkXiIw2Zv9hbRr79Hc6IAI3bK1dkGTCfKKsAvTN3LWR72IJg2olvfVZkZg47Fo0ZqowEWbZUzMVolweobqyi2q+isOZaNb3AWtdy6lkyf5Iro7cEEqdNrwRGYf3e2wIW5kjTSZNjt+PsWWvdUt4/WjHWABvMPfwsCAwEAAQ==",
            "iF4sEBAOIlgxOJJLCiqHo6cQkNZhIoO/V3z+GUsigDRt5pSNQAmlB3WQoVp67WpFdIFm7uqyQizKIE7Ue9WwYcfV4Kj0nTHVEq8ta+mV5jNKSt0ocUOizzr5wXvOtg7NsGin+8+1Xk8BpnsRBIe7ZiufB993snIQ7LsY+cAH4849l1XrfsaRCmi1TSMOaYMEiGFE8CYdWXFwX3BIoWQLzRVTud5uBlsHAcTIfLzrHk7gB8obNhqmd/M0HJuC9U0+9xqaUIvE8T2Ql7bYpj+38e3kXhhe4c6I4kbvCoDAEe3MnsGxq8xt9DNMbVgcO47IR3+r8KqzLHPsPjbjO0iShQM/m80S7gAIqHunmNR0bFQGQmmLydndCGjUrlCIjMVjkskJV0r8bnL70i0OP/64+7QhR8QNt2ougRkS1LL+kFbKnXUuX7N5s913Q7vCNtLe2475J0u3c3Y85vSlQQc2FKbt5nGazX1wlvaS/Pel33kLn1K7F8w0wsBgOdmEIYoru3D3FDM8vjkD6je1WaCMJXvckXYo6k+piK+CJCuprGy5sZ5fHXUkJzNw6C1GrIJeWD8aRyF7wCjjva6DQQ+y9QfzGzfB8yuypA3ZQAjC2MHZmcplomgcrnkbxmRTbRGA81zRIswiJlqOqb9gtorpePTGImx72GNBodpXtdQuzoI="
        ),
    ]

    static func key(_ base64: String) throws -> CallbackPublicKey { try CallbackPublicKey(pem: Array(pem(base64).utf8)) }
    static func pem(_ base64: String) -> String { "-----BEGIN PUBLIC KEY-----\n\(base64)\n-----END PUBLIC KEY-----\n" }
    static func bytes(_ base64: String) -> [UInt8] { Base64.decode(base64.utf8)! }

    @Test("OpenSSL's signatures are right, and no bit of them, or of the message, may change", arguments: signed)
    func openSSL(bits: Int, key: String, signature: String) throws {
        let key = try Self.key(key)
        let signature = Self.bytes(signature)
        #expect(key.bitCount == bits)
        #expect(key.isValidSignature(signature, of: Self.message))
        for bit in stride(from: 0, to: signature.count * 8, by: 13) {
            var flipped = signature
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!key.isValidSignature(flipped, of: Self.message), "bit \(bit)")
        }
        for index in Self.message.indices {
            var flipped = Self.message
            flipped[index] ^= 0x20
            #expect(!key.isValidSignature(signature, of: flipped), "byte \(index)")
        }
        for other in [[], Array(signature.dropLast()), Array(signature.dropFirst()), signature + [0], [0] + signature] {
            #expect(!key.isValidSignature(other, of: Self.message), "\(other.count) bytes")
        }
        for other in Self.signed where other.bits != bits { #expect(try !Self.key(other.key).isValidSignature(signature, of: Self.message)) }
    }

    @Test("the signature that OSS's documentation prints was made with OSS's published key of 512 bits") func published() throws {
        let key = try Self.key(
            "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKs/JBGzwUB2aVht4crBx3oIPBLNsjGs\r\nC0fTXv+nvlmklvkcolvpvXLTjaxUHR3W9LXxQ2EHXAJfCB+6H2YF1k8CAwEAAQ==")
        let signature = Self.bytes("kKQeGTRccDKyHB3H9vF+xYMSrmhMZjzzl2/kdD1ktNVgbWEfYTQG0G2SU/RaHBovRCE8OkQDjC3uG33esH2txA==")
        let digest: [UInt8] = [0x5B, 0x74, 0xFC, 0x97, 0xCC, 0x38, 0x5B, 0x45, 0xC6, 0xC8, 0xB7, 0x78, 0x2D, 0x5A, 0x21, 0x40]
        #expect(key.bitCount == 512)
        #expect(key.isValidSignature(signature, ofDigest: digest))
        #expect(!key.isValidSignature(signature, ofDigest: digest.reversed()))
    }

    /// A key of 1024 bits, and what its private half made of other paddings of the message's digest.
    static let paddingKey =
        "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDvRTUODGrIc6WDyIaYxk3Xe4zb19haOYMohPwYeqgqOMa7qye3UBykusSDDrVhgPD82XW2pn4U+4mbec4ZQLRp4QPGCIsqLiS4qMaF+yXjopKM2kXpnode2vORnVpX/oF4D9zmeg5sQUjTYtMh+rpfqYVpnXcgYbzFjXZCE/cPYwIDAQAB"
    static let paddings: [(padding: String, signature: String)] = [
        (
            "right",
            "YmLysZcTS12V+ZgBaFU6xVD0ob8lc20+F+Y58AkdKq/F7NprIYWF4sR22YyC61wD+DAnmzE9ucUgYF8yeh8+iW/OIfq5jcm1T5wYYkpw/Bj5uWfh7Rk3UWAbj0rU9pGKpnwXPS5ScjdKMiO/vJdcuIjS2ipyFGoXtjrdEdoPeco="
        ),
        (
            "digest without its DigestInfo",
            "SEoN2kNGBKOaK3cb4/Q/W9hcMBLKI4r6PNQMtU8/LN5E0n+FUeBWz9Lum/WemKbT8LTfR1+uKfexY4VFRqxV7uAXft8qJf3c6xMUV0zPaLSb5nusrTrp3xZrCK9xMWE7gIifLhYlETFBrpAHYDKUGUBfC0mlMcCq0m6UF26p/IY="
        ),
        (
            "DigestInfo without NULL",
            "4WKltg/bjqlFQx0QXWy2hS6NzpcqkHgKgBgrpq251f++UWuy9rM8j/EwXYoejcAu23jKs4LqrIzMPHDAj3tPWsd2OLw/tnBmhQo3SXKa0f9MLf1HzGa75uuMJwRaVaWedOoG3fpYi9iAcOSRIJxngWvR7waCl17lh12Vjahc4dM="
        ),
        (
            "the digest in the middle",
            "xz+rZ79IElhDKfARffuxKVg4goRT+SFS949FJnbIupVuUYp3F/qHyo23kuZ/SzDkVao9AFLpmE9HRg9SYdDpy9Ob/jiFTxct95qObc3w3kLB3H0wCFtvLmBg83q6vli5tqOApUubffvbhqUftgWm2IsIYVY59Bt7VQb3mdlpXJA="
        ),
        (
            "a byte behind the digest",
            "c2bopGTagDp3I32nkl35JQX4cMnk4VZUAgvPelzzSz3duYYVCfA/r52if3xRATryMAUfDBIlcMFzFHZcFawUJh8FynQSC4HlXAh8Co8iJlv+CWfvDr6vqT7IFPQqqFlclJyJLV79IFHPUHLAE36Gd732bMKqHjgPNoM3AhoWbHY="
        ),
        (
            "block type 2",
            "YxemDtWFtzpaynBlCc/q/rCiGu24u8DGsbJuQuwa58/YDfnb1Ujh4IustKl1U/btTx3kMmu+uzLfu7S8rDG7c0VEDO2Aabuq70Vnhd1hMumnoDX278XiavGYIdVL1myDD6xEbw5U7eFc+gxhKBBEAIoSUDSi4HKBBaPHDMLASf8="
        ),
        (
            "a padding byte that is not FF",
            "Oi8WFT7G5LrxF4AZxO7Iv48Sbz8ZNDmZsydWUXmAMjQUEXgb7E5EEXP5Vnw8hpIFuyAjnKh6U/CRDgwn5Q0SkCcbBEIq0PRZxfLUM1CNeeVKayFVlAARzX4Ui3wcT1S0a7zS27v0Kc7c1eW5L9jc+Mm2IAOFWEGiy70ObZdU6r0="
        ),
        (
            "SHA-1's DigestInfo",
            "ZimjKoLHp8CkZJ4mbPpMmHIW7whlioeXfgaEHjWewT2HVgf0PzCmCDJOmMTNT4KxhcLEq1Wz85nwIl07mS+qyHK9rhHIEL2bNoxfiEEaljm0o8xX4hsdmiwe1DuILviRY6B1Jydo2CJmiP+8EBOJ+xG0b7HUJfowKD1PfjtAf6w="
        ),
        (
            "no zero before the DigestInfo",
            "QtMow5OqPTidCn1IjUgHNKMgH/Mn9/R9SD6HsEhr5tyk6Jeih4WBWxMCkuDbbTisrqRUoIHp/yod4EFWfCzTZ+SV9sQA1aBDQYbvqvJA3W/fgXsXcajZeDP7FcAQdSJW2ljI7TCZbDYwWu00yQLKzR2yqOjdoqp/bljW2M/o9qk="
        ),
    ]

    @Test("one padding is right, and no other, although the digest stands in it", arguments: paddings)
    func padding(padding: String, signature: String) throws {
        #expect(try Self.key(Self.paddingKey).isValidSignature(Self.bytes(signature), of: Self.message) == (padding == "right"))
    }

    @Test("the exponent 3, for which signatures can be forged without a key, is refused") func smallExponent() throws {
        // The cube root of a padding with the rest of the number behind the digest: a verifier that only looks at the beginning takes it.
        let key =
            "MIIBIDANBgkqhkiG9w0BAQEFAAOCAQ0AMIIBCAKCAQEAzp7BOgRlVioSfN4t0HIGkvaNjrxnvuGmOaLYVNPN2bkM0f6ywHkKShcOc/M3p1QsNzud9dr/gnyCSxzW+nZqdCaSvSGSQC/8RI31DmdNCffv0eXapOR1js8fuHE6wV68y9mZhZ5waXPWHfdU6ubIkmn6ZkBy4U8aZQjoq/z2C3+iYQTjW4zZ9JIMv4EExJSv6s4Kq6h6zL+XE4gPy0u9bF/kASeuEy3S0J7Pe55Fyn/uwIYRQRqkvdp2J5CQqWbf57R5gVKAYOVeb57ei4tm8MYlvPH7bSJafuFkYuJLcl1WhU2HSQxRJMGZZzG/zxNmHUWj1I0607/EUfngBDW/vwIBAw=="
        #expect(throws: CallbackVerificationError.malformedKey) { try Self.key(key) }
    }

    static let rsa = signed[1].key

    static let malformed: [(what: String, pem: String)] = [
        ("nothing", ""), ("no key", "hello"), ("HTML", "<html>"), ("no base64", pem("....")), ("an empty one", pem("")),
        ("no end", "-----BEGIN PUBLIC KEY-----\n\(rsa)\n"), ("another label", pem(rsa).replacing("PUBLIC", with: "PRIVATE")),
        ("text before it", "x" + pem(rsa)), ("text behind it", pem(rsa) + "x"), ("two keys", pem(rsa) + pem(rsa)),
        ("cut off", pem(String(rsa.dropLast(8)))), ("a byte too many", pem(Base64.encode(bytes(rsa) + [0]))),
        (
            "an elliptic curve's",
            pem("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEVr+VFRA2QC6Z7dcn4Sxp5pdpRXMV9u5sWoLp4wIhiPlx7bAxH2FR6cLhXGPzgC5QHdKRz6Jqg3cTzTt2dXl6JA==")
        ),
        ("too long", pem(rsa) + String(repeating: " ", count: CallbackPublicKey.maximumBytes)),
        ("a length of 2^64", pem(Base64.encode([0x30, 0x88] + [UInt8](repeating: 0xFF, count: 8)))),
        ("a length without end", pem(Base64.encode([0x30, 0x80, 0x00, 0x00]))),
    ]

    @Test("what is no RSA key in its one spelling is refused", arguments: malformed)
    func refused(what: String, pem: String) {
        #expect(throws: CallbackVerificationError.malformedKey) { try CallbackPublicKey(pem: Array(pem.utf8)) }
    }

    @Test("no cut and no changed byte of a key is a trap") func mutations() {
        let der = Self.bytes(Self.rsa)
        for index in der.indices {
            for value: UInt8 in [0x00, 0x7F, 0x80, 0x81, 0x82, 0xFF] {
                var changed = der
                changed[index] = value
                let key = try? Self.key(Base64.encode(changed))
                _ = key?.isValidSignature([UInt8](repeating: 0x55, count: 128), of: Self.message)
            }
            #expect(throws: CallbackVerificationError.malformedKey) { try Self.key(Base64.encode(der.prefix(index))) }
        }
    }

    @Test("a modulus has 512 to 4096 bits") func sizes() throws {
        for (count, isTaken) in [(8, false), (63, false), (64, true), (512, true), (513, false), (2000, false)] {
            let modulus = [0x00, 0xFF] + [UInt8](repeating: 0x55, count: count - 1)
            let key = try? Self.key(Base64.encode(Self.information(modulus, exponent: [1, 0, 1])))
            #expect((key != nil) == isTaken, "\(count) bytes")
        }
        let modulus = [0x00, 0xFF] + [UInt8](repeating: 0x55, count: 127)
        for exponent: [UInt8] in [[1], [3], [17], [1, 0, 3], [1, 0, 0, 1], [0, 1, 0, 1]] {
            #expect(throws: CallbackVerificationError.malformedKey) { try Self.key(Base64.encode(Self.information(modulus, exponent: exponent))) }
        }
        #expect(throws: CallbackVerificationError.malformedKey) {
            try Self.key(Base64.encode(Self.information(modulus.dropLast() + [0x54], exponent: [1, 0, 1])))
        }
    }

    private static func information(_ modulus: [UInt8], exponent: [UInt8]) -> [UInt8] {
        let algorithm: [UInt8] = [0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00]
        return value(0x30, algorithm + value(0x03, [0] + value(0x30, value(0x02, modulus) + value(0x02, exponent))))
    }

    private static func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let count = content.count
        let length: [UInt8] =
            count < 0x80 ? [UInt8(count)] : count < 0x100 ? [0x81, UInt8(count)] : [0x82, UInt8(count >> 8), UInt8(count & 0xFF)]
        return [tag] + length + content
    }
}
