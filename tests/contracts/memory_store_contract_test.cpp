#include "core/storage/memory/memory_store.h"
#include "tests/contracts/object_store_contract.h"
#include "tests/support/test_main.h"

using namespace walkeeper;

class MemoryStoreContractTest : public test::ObjectStoreContract
{
    Q_OBJECT

protected:
    std::unique_ptr<ObjectStore> makeStore() override { return std::make_unique<MemoryStore>(); }
};

WALKEEPER_TEST(MemoryStoreContractTest)
#include "memory_store_contract_test.moc"
