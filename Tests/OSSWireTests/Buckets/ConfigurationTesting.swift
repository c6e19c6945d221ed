import OSSWire
import Testing

/// What reading a document gives, or the refusal.
func refusal<Value>(_ read: ([UInt8]) throws(OSSError) -> Value, _ text: String) -> OSSError? {
    do throws(OSSError) {
        _ = try read(Array(text.utf8))
        return nil
    } catch { return error }
}

/// A document as a client reads it, without the prologue.
func body(_ xml: [UInt8]) -> String {
    let text = String(decoding: xml, as: UTF8.self)
    let prologue = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    #expect(text.hasPrefix(prologue))
    #expect(!text.contains("xmlns"))
    return String(text.dropFirst(prologue.count))
}

/// A document that every configuration must refuse as malformed, whatever its root.
enum HostileXML: CaseIterable, Sendable {
    case empty, noXML, cut, otherRoot, documentType, entity, deep, many, unknownElement, strayText, notUTF8

    func bytes(root: String) -> [UInt8] {
        switch self {
        case .empty: []
        case .noXML: Array("{}".utf8)
        case .cut: Array("<\(root)>".utf8)
        case .otherRoot: Array("<Other></Other>".utf8)
        case .documentType: Array("<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><\(root)>&a;</\(root)>".utf8)
        case .entity: Array("<\(root)>&a;</\(root)>".utf8)
        case .deep: Array("<\(root)>\(String(repeating: "<a>", count: 10_000))".utf8)
        case .many: Array("<\(root)>\(String(repeating: "<a/>", count: 60_000))</\(root)>".utf8)
        case .unknownElement: Array("<\(root)><Surprise/></\(root)>".utf8)
        case .strayText: Array("<\(root)>text</\(root)>".utf8)
        case .notUTF8: Array("<\(root)>".utf8) + [0xFF] + Array("</\(root)>".utf8)
        }
    }
}

@Suite("Hostile configurations") struct HostileConfigurationTests {
    static let readers: [(root: String, read: @Sendable ([UInt8]) throws(OSSError) -> Void)] = [
        ("VersioningConfiguration", { xml throws(OSSError) in _ = try VersioningConfiguration(xml: xml) }),
        ("Tagging", { xml throws(OSSError) in _ = try BucketTagging(xml: xml) }),
        ("PublicAccessBlockConfiguration", { xml throws(OSSError) in _ = try PublicAccessBlockConfiguration(xml: xml) }),
        ("RefererConfiguration", { xml throws(OSSError) in _ = try RefererConfiguration(xml: xml) }),
        ("CORSConfiguration", { xml throws(OSSError) in _ = try CORSConfiguration(xml: xml) }),
        ("LifecycleConfiguration", { xml throws(OSSError) in _ = try LifecycleConfiguration(xml: xml) }),
        ("CreateBucketConfiguration", { xml throws(OSSError) in _ = try CreateBucketConfiguration(xml: xml) }),
    ]

    @Test("what is no such document is MalformedXML", arguments: HostileXML.allCases, 0..<7)
    func malformed(kind: HostileXML, reader: Int) {
        let (root, read) = Self.readers[reader]
        // No body at all means the defaults to PutBucket, and only to PutBucket.
        if kind == .empty, root == "CreateBucketConfiguration" { return }
        let error = #expect(throws: OSSError.self, "\(root)") { try read(kind.bytes(root: root)) }
        #expect(error?.code == .malformedXML)
        #expect(error?.status == 400)
        #expect(error?.message == "The XML you provided was not well-formed or did not validate against our published schema.")
    }
}
