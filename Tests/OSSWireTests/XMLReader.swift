import Foundation
import FoundationXML

/// An XML document as a foreign parser reads it: proof that ours is well-formed.
final class XMLReader: NSObject, XMLParserDelegate {
    struct Element: Equatable {
        let path: String
        var text: String
    }

    private(set) var elements: [Element] = []
    private(set) var attributeCount = 0
    private var open: [Int] = []

    /// All elements in the order of their opening tags; `nil` when the parser refuses the document.
    static func read(_ xml: [UInt8]) -> XMLReader? {
        let reader = XMLReader()
        let parser = XMLParser(data: Data(xml))
        parser.delegate = reader
        return parser.parse() ? reader : nil
    }

    var names: [String] { elements.map { String($0.path.split(separator: "/").last!) } }

    subscript(path: String) -> String? { elements.first { $0.path == path }?.text }

    func all(_ path: String) -> [String] { elements.filter { $0.path == path }.map(\.text) }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]
    ) {
        attributeCount += attributes.count
        let parent = open.last.map { elements[$0].path + "/" } ?? ""
        open.append(elements.count)
        elements.append(Element(path: parent + name, text: ""))
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) { if let last = open.last { elements[last].text += text } }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) { open.removeLast() }
}
