import NIOCore
import OSSWire
import Testing

@testable import OSSStorage

@Suite("The digest of an upload") struct UploadDigestTests {
    @Test("is that of the bytes, however many there are and however they come", arguments: [0, 1, 4096, 131_072, 131_073, 200_000, 3_000_000])
    func isThatOfTheBytes(size: Int) async {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        var whole = ContentDigest()
        whole.update(bytes)
        for step in [1000, 65_536, 700_001] {
            var digest = UploadDigest()
            for start in stride(from: 0, to: size, by: step) {
                await digest.update(ByteBuffer(bytes: bytes[start..<min(start + step, size)]))
            }
            #expect(await digest.finish() == whole.finish(), "in pieces of \(step) bytes")
        }
    }
}
