#include "core/storage/local/file_store.h"
#include "tests/contracts/object_store_contract.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <optional>

using namespace walkeeper;

class FileStoreContractTest : public test::ObjectStoreContract
{
    Q_OBJECT

protected:
    std::unique_ptr<ObjectStore> makeStore() override
    {
        m_folder.emplace();
        return std::make_unique<FileStore>(nativeFileSystem(), *m_folder / "replica");
    }

private:
    std::optional<test::TestFolder> m_folder;
};

WALKEEPER_TEST(FileStoreContractTest)
#include "file_store_contract_test.moc"
