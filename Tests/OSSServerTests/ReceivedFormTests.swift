import HTTPTypes
import NIOCore
import OSSSigning
import OSSStorage
import OSSWire
import Synchronization
import Testing

@testable import OSSServer

/// A body that counts how often it was asked.
private struct ChunkedBody: AsyncSequence, AsyncIteratorProtocol {
    typealias Element = ByteBuffer
    let chunks: [ByteBuffer]
    let asked: Counter
    var position = 0

    final class Counter: Sendable {
        private let value = Mutex(0)
        var count: Int { value.withLock { $0 } }
        func increment() { value.withLock { $0 += 1 } }
    }

    init(_ bytes: [UInt8], chunk: Int, asked: Counter = Counter()) {
        chunks = stride(from: 0, to: bytes.count, by: chunk).map { start in
            // A reader index that is not zero, as in buffers off the network.
            var buffer = ByteBuffer(bytes: [0, 0, 0])
            buffer.moveReaderIndex(forwardBy: 3)
            buffer.writeBytes(bytes[start..<Swift.min(start + chunk, bytes.count)])
            return buffer
        }
        self.asked = asked
    }

    func makeAsyncIterator() -> Self { self }

    mutating func next() async throws -> ByteBuffer? {
        asked.increment()
        guard position < chunks.count else { return nil }
        position += 1
        return chunks[position - 1]
    }
}

@Suite("A form on its way to the storage") struct ReceivedFormTests {
    private static let type = "multipart/form-data; boundary=B"

    private static func body(_ content: [UInt8], behind: String = "--B--\r\n") -> [UInt8] {
        Array("--B\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\ndir/${filename}\r\n".utf8)
            + Array("--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\nContent-Type: image/png\r\n\r\n".utf8)
            + content + Array(("\r\n" + behind).utf8)
    }

    private static let content = (0..<5000).map { UInt8(truncatingIfNeeded: $0 % 7 == 0 ? 13 : $0) }

    @Test("fields first, then the file, whatever the chunks", arguments: [1, 3, 64, 1000, 100_000]) func stored(chunk: Int) async throws {
        let form = try await ReceivedForm(contentType: Self.type, body: ChunkedBody(Self.body(Self.content), chunk: chunk))
        #expect(form.fields.first("key") == Array("dir/${filename}".utf8))
        let bucket = try BucketName("examplebucket")
        let now = SigningTime(secondsSinceEpoch: 1_731_400_358)!
        let post = try PostForm(.anonymous(form.fields), file: form.file, bucket: bucket, at: now)
        #expect(post.key.text == "dir/a.bin")
        #expect(post.headers[.contentType] == "image/png")
        _ = try UploadHeaders(post.headers, length: nil, in: StoredBucket(name: bucket, creation: now), of: AccountSettings(), for: .postObject)
        var bytes: [UInt8] = []
        for try await buffer in form.bytes(sizes: 5000...5000) { bytes += Array(buffer.readableBytesView) }
        #expect(bytes == Self.content)
    }

    @Test("nothing is read before it is asked for") func backPressure() async throws {
        let asked = ChunkedBody.Counter()
        let form = try await ReceivedForm(contentType: Self.type, body: ChunkedBody(Self.body(Self.content), chunk: 100, asked: asked))
        let begun = asked.count
        #expect(begun <= 3, "the file begins in the second or third chunk")
        var iterator = form.bytes().makeAsyncIterator()
        for read in 1...10 {
            _ = try await iterator.next()
            // Bytes that were held back at the end of a chunk make an event of their own, so reading may lag behind, and never runs ahead.
            #expect(asked.count <= begun + read)
        }
    }

    private func failure(_ body: [UInt8], type: String? = type, sizes: ClosedRange<Int64>? = nil) async -> (code: String?, bytes: Int) {
        var count = 0
        do {
            let form = try await ReceivedForm(contentType: type, body: ChunkedBody(body, chunk: 512))
            for try await buffer in form.bytes(sizes: sizes) { count += buffer.readableBytes }
            return (nil, count)
        } catch {
            return ((error as? OSSError)?.code.rawValue, count)
        }
    }

    @Test("the policy's sizes are enforced: too large at once, too small at the end") func sizes() async {
        let large = await failure(Self.body(Self.content), sizes: 0...1000)
        #expect(large.code == "EntityTooLarge" && large.bytes <= 1000)
        #expect(await failure(Self.body(Self.content), sizes: 5001...9000).code == "EntityTooSmall")
        #expect(await failure(Self.body(Self.content), sizes: 5000...5000).code == nil)
        #expect(await failure(Self.body([]), sizes: 0...0).code == nil)
        #expect(await failure(Self.body([]), sizes: 1...1).code == "EntityTooSmall")
    }

    @Test("a file is not complete before its form is") func endings() async {
        #expect(await failure(Self.body(Self.content, behind: "")).code == "MalformedPOSTRequest")
        #expect(await failure(Self.body(Self.content, behind: "--B\r\nContent-Disposition: form-data; name=\"late\"\r\n\r\nx\r\n--B--")).code == nil)
        let second = "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b\"\r\n\r\nx\r\n--B--"
        #expect(await failure(Self.body(Self.content, behind: second)).code == "IncorrectNumberOfFilesInPOSTRequest")
        #expect(await failure(Array("--B--\r\n".utf8)).code == "IncorrectNumberOfFilesInPOSTRequest")
        #expect(await failure([]).code == "MalformedPOSTRequest")
        #expect(await failure(Self.body([]), type: "text/plain").code == "RequestIsNotMultiPartContent")
    }
}
