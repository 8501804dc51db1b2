"""The guarded line of each attack test that no other row is about: family by family, so that no name claims too much."""

from tests.sabotage.rows_claims_in import CLAIMS_IN
from tests.sabotage.rows_claims_mf import CLAIMS_MF
from tests.sabotage.rows_claims_mf2 import CLAIMS_MF2
from tests.sabotage.rows_claims_rest import CLAIMS_REST
from tests.sabotage.rows_claims_rest2 import CLAIMS_REST2
from tests.sabotage.rows_claims_tok import CLAIMS_TOK
from tests.sabotage.rows_claims_ts import CLAIMS_TS

CLAIMS = (*CLAIMS_IN, *CLAIMS_MF, *CLAIMS_MF2, *CLAIMS_REST, *CLAIMS_REST2, *CLAIMS_TOK, *CLAIMS_TS)
