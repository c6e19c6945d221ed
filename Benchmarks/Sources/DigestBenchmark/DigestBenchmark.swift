import Crypto
import OSSWire

/// The CRC-64 of large data on one core, beside the MD5 and SHA-256 of the crypto library. The rounds alternate, and the median counts.
@main
struct DigestBenchmark {
    static let chunk = 512 * 1024
    static let chunks = 128
    static let rounds = 9

    static func main() {
        let bytes = (0..<chunk).map { UInt8(truncatingIfNeeded: $0 &* 167 ^ $0 >> 8) }
        var rates: [[Double]] = [[], [], []]
        for _ in 0..<rounds {
            rates[0].append(rate { bytes.withUnsafeBytes(md5) })
            rates[1].append(rate { bytes.withUnsafeBytes(sha256) })
            rates[2].append(rate { bytes.withUnsafeBytes(crc64) })
        }
        let medians = rates.map { $0.sorted()[rounds / 2] }
        for (name, median) in zip(["MD5", "SHA-256", "CRC-64"], medians) {
            print("\(name): \(Int(median)) MB/s, \((median / medians[0] * 10).rounded() / 10) of MD5")
        }
    }

    private static func md5(_ bytes: UnsafeRawBufferPointer) -> Int {
        var digest = Insecure.MD5()
        for _ in 0..<chunks { digest.update(bufferPointer: bytes) }
        return Int(digest.finalize().withUnsafeBytes { $0[0] }) + 1
    }

    private static func sha256(_ bytes: UnsafeRawBufferPointer) -> Int {
        var digest = SHA256()
        for _ in 0..<chunks { digest.update(bufferPointer: bytes) }
        return Int(digest.finalize().withUnsafeBytes { $0[0] }) + 1
    }

    private static func crc64(_ bytes: UnsafeRawBufferPointer) -> Int {
        var crc = CRC64()
        for _ in 0..<chunks { crc.update(bytes) }
        return Int(truncatingIfNeeded: crc.value >> 1) | 1
    }

    /// Megabytes a second.
    private static func rate(_ work: () -> Int) -> Double {
        var result = 0
        let duration = ContinuousClock().measure { result = work() }
        precondition(result != 0, "the work must not be optimised away")
        return Double(chunk * chunks) / 1e6 / (Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18)
    }
}
