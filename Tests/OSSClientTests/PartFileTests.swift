import Testing

@testable import OSSClient

@Suite("The file that holds what has arrived") struct PartFileTests {
    @Test("belongs to one download, and to the next one once it is released, although a thread may still hold it") func released() throws {
        let folder = try TemporaryFolder()
        let target = try DownloadTarget(path: "\(folder.path)/file")
        let part = try PartFile(target)
        #expect(throws: ClientError(.fileNotWritable, "")) { try PartFile(target) }
        part.release()
        let next = try PartFile(target)
        #expect(next.inode == part.inode)
    }
}
