import OSSWire
import Testing

@testable import OSSServer

@Suite("Refusals as responses") struct RefusalTests {
    @Test("the headers of a refusal are sent, with a document and, to HEAD, without", arguments: [false, true]) func headers(isHead: Bool) {
        let id = RequestID(secondsSinceEpoch: 1_731_400_358)
        let response = Response(.positionNotEqualToLength(7), requestID: id, authority: "h", isHead: isHead)
        #expect(response.status == 409)
        #expect(response.headers.filter { $0.name == "x-oss-next-append-position" }.map(\.value) == ["7"])
        #expect(response.headers.filter { $0.name == "x-oss-ec" }.map(\.value) == ["0026-00000016"])
        #expect(response.headers.contains { $0.name == "x-oss-err" } == isHead)
    }
}
