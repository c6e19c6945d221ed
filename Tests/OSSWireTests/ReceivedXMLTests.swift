import OSSWire
import Testing

@Suite("Received XML")
struct ReceivedXMLTests {
    static func read(_ text: String, limits: XMLLimits = XMLLimits()) throws -> OSSWire.XMLElement {
        try OSSWire.XMLReader.read(Array(text.utf8), limits: limits)
    }

    @Test("elements, text, entities, comments, character data, attributes and a prefix") func document() throws {
        let root = try Self.read(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- a comment -->
            <o:Delete xmlns:o="http://example.com" quiet='x'><Quiet/><Object><Key>a&amp;b&lt;&#x4e2d;&#65;<![CDATA[<raw>]]></Key></Object></o:Delete>
            """)
        #expect(root.name == "Delete")
        #expect(root.children.map(\.name) == ["Quiet", "Object"])
        #expect(root["Object"]?["Key"]?.text == "a&b<中A<raw>")
    }

    @Test(
        "what is not well-formed is refused",
        arguments: [
            "", "   ", "text", "<a>", "<a></b>", "<a><b></a></b>", "</a>", "<a/><b/>", "<a/>text", "<a b></a>", "<a b=c/>", "<a &/>", "<a>&nbsp;</a>",
            "<a>&#0;</a>", "<a>&#xD800;</a>", "<a>&amp</a>", "<1/>", "< a/>", "<a><!-- </a>", "<a><![CDATA[</a>", "<?xml <a/>",
        ])
    func malformed(text: String) {
        #expect(throws: XMLReadError.malformed) { try Self.read(text) }
    }

    @Test("bytes that are not UTF-8 are refused") func encoding() {
        #expect(throws: XMLReadError.malformed) { try OSSWire.XMLReader.read([0x3C, 0x61, 0x3E, 0xFF, 0x3C, 0x2F, 0x61, 0x3E]) }
        #expect(throws: XMLReadError.malformed) { try OSSWire.XMLReader.read([0xFF, 0xFE, 0x3C, 0x00]) }
    }

    @Test("a document type is refused wherever it stands, and with it external and exploding entities")
    func documentType() {
        #expect(throws: XMLReadError.documentType) { try Self.read("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>") }
        #expect(throws: XMLReadError.documentType) { try Self.read("<?xml version=\"1.0\"?><!DOCTYPE a><a/>") }
        #expect(throws: XMLReadError.documentType) { try Self.read("<a><!ENTITY x 'y'></a>") }
    }

    @Test("depth, elements and bytes have bounds") func limits() throws {
        let deep = String(repeating: "<a>", count: 200_000)
        #expect(throws: XMLReadError.tooDeep) { try Self.read(deep) }
        var few = XMLLimits()
        few.elements = 3
        _ = try Self.read("<a><b/><c/></a>", limits: few)
        #expect(throws: XMLReadError.tooManyElements) { try Self.read("<a><b/><c/><d/></a>", limits: few) }
        #expect(throws: XMLReadError.tooLarge) { try OSSWire.XMLReader.read([UInt8](repeating: 0x20, count: XMLLimits().bytes + 1)) }
    }
}
